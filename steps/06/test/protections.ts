import type { Protection } from '@workbook/course';
import { closeOnlyEmpty, generatedIds, ownEntityManager } from '../../03/test/protections.ts';

/** Every step that waits in the database keeps this. */
export const lockTimeout: Protection = {
  id: 'lock-timeout',
  title: 'no statement waits for a lock for ever',
  replacements: [
    {
      file: 'accounts.ts',
      find: '{ connectionTimeoutMillis: 3000, lock_timeout: lockTimeoutMs }',
      replace: '{ connectionTimeoutMillis: 3000 }',
    },
  ],
  equivalent:
    'In a race, the client that holds a lock goes on at some time: the longest wait is as long as the schedule says. Step 06 has a test of its own, with a session that does not go on.',
  worth:
    'Outside of a race, some holders do not go on: a session that was forgotten, a job that takes all night. A task of step 06 keeps a row from outside, and waits for the answer.',
};

/** What keeps the races of this step away, each with the code as it would be without it. */
export const protections: readonly Protection[] = [
  {
    id: 'row-lock',
    title: 'the row is locked when it is read',
    replacements: [
      {
        file: 'accounts.ts',
        find: ', { lockMode: LockMode.PESSIMISTIC_WRITE });',
        replace: ');',
      },
    ],
    races: [
      'lost-update-two-instances',
      'overdraft-two-instances',
      'crossed-transfers-two-instances',
      'transfer-and-deposit-two-instances',
      'close-and-deposit-two-instances',
    ],
    why: 'This is step 05: two transactions read the same balance, and the second one writes it without the first.',
  },
  {
    id: 'lock-mode',
    title: 'the lock is FOR UPDATE, not FOR SHARE',
    replacements: [
      {
        file: 'accounts.ts',
        find: 'LockMode.PESSIMISTIC_WRITE',
        replace: 'LockMode.PESSIMISTIC_READ',
      },
    ],
    races: [
      'lost-update-two-instances',
      'overdraft-two-instances',
      'crossed-transfers-two-instances',
      'transfer-and-deposit-two-instances',
    ],
    why: 'Two share the lock, and then each waits for the other to give it back: a deadlock.',
  },
  {
    id: 'read-with-the-lock',
    title: 'the row is read once the lock is taken, not before',
    replacements: [
      {
        file: 'accounts.ts',
        find: `/** The row, locked until the transaction ends, as it is once the lock is there. */
async function lockedRowOf(em: EntityManager, id: number): Promise<AccountRow> {
  const row = await em.findOne(AccountRow, id, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!row) throw new UnknownAccount(id);
`,
        replace: `/** The row as it was before the lock, which \`em.lock\` waits for but does not read again. */
async function lockedRowOf(em: EntityManager, id: number): Promise<AccountRow> {
  const row = await rowOf(em, id);
  await em.lock(row, LockMode.PESSIMISTIC_WRITE);
`,
      },
    ],
    races: [
      'lost-update-two-instances',
      'overdraft-two-instances',
      'crossed-transfers-two-instances',
      'transfer-and-deposit-two-instances',
      'close-and-deposit-two-instances',
    ],
    why: 'The lock waits until the other one has committed, and the balance is the one from before.',
  },
  {
    id: 'lock-until-commit',
    title: 'the lock is taken in the transaction that writes',
    replacements: [
      {
        file: 'accounts.ts',
        find: '  const row = await em.findOne(AccountRow, id, { lockMode: LockMode.PESSIMISTIC_WRITE });',
        replace: `  await em.fork().transactional((other) =>
    other.findOne(AccountRow, id, { lockMode: LockMode.PESSIMISTIC_WRITE }),
  );
  const row = await em.findOne(AccountRow, id);`,
      },
    ],
    races: ['lost-update-two-instances', 'overdraft-two-instances'],
    why: 'A lock ends with its transaction; this one has ended before the balance is read.',
  },
  {
    id: 'lock-order',
    title: 'rows are locked in the order of the ids, not of the request',
    replacements: [
      {
        file: 'accounts.ts',
        find: 'const [first, second] = from < to ? [from, to] : [to, from];',
        replace: 'const [first, second] = [from, to];',
      },
      {
        file: 'accounts.ts',
        find: 'const [debited, credited] = from < to ? rows : [rows[1], rows[0]];',
        replace: 'const [debited, credited] = rows;',
      },
    ],
    races: ['crossed-transfers-two-instances'],
    why: 'Each of two crossed transfers holds the row that the other one waits for; PostgreSQL cancels one of them.',
  },
  {
    id: 'first-row-locked',
    title: 'a transfer locks the first of its rows',
    replacements: [
      {
        file: 'accounts.ts',
        find: 'await lockedRowOf(em, first)',
        replace: 'await rowOf(em, first)',
      },
    ],
    races: ['crossed-transfers-two-instances'],
    why: 'The row that was only read is changed by another client before it is written.',
  },
  {
    id: 'second-row-locked',
    title: 'a transfer locks the second of its rows, too',
    replacements: [
      {
        file: 'accounts.ts',
        find: 'await lockedRowOf(em, second)',
        replace: 'await rowOf(em, second)',
      },
    ],
    races: ['transfer-and-deposit-two-instances'],
    why: 'The row that was only read is changed by another client before it is written.',
  },
  {
    id: 'deposits-lock',
    title: 'deposits lock the row, although they check nothing',
    replacements: [
      {
        file: 'accounts.ts',
        find: `      const row = await lockedRowOf(em, id);
      row.balance = balanceAfterDeposit(row, amount);`,
        replace: `      const row = await rowOf(em, id);
      row.balance = balanceAfterDeposit(row, amount);`,
      },
    ],
    races: ['lost-update-two-instances', 'transfer-and-deposit-two-instances'],
    why: 'A read without a lock does not wait: it sees the balance from before the other one’s change.',
  },
  {
    id: 'withdrawals-lock',
    title: 'withdrawals lock the row that they check',
    replacements: [
      {
        file: 'accounts.ts',
        find: `      const row = await lockedRowOf(em, id);
      row.balance = balanceAfterWithdrawal(row, amount);`,
        replace: `      const row = await rowOf(em, id);
      row.balance = balanceAfterWithdrawal(row, amount);`,
      },
    ],
    races: ['lost-update-two-instances', 'overdraft-two-instances'],
    why: 'Both find that there is enough, and both pay out.',
  },
  {
    id: 'closing-locks',
    title: 'an account is locked while it is found to be empty and closed',
    replacements: [
      {
        file: 'accounts.ts',
        find: `      const row = await lockedRowOf(em, id);
      if (row.balance > 0)`,
        replace: `      const row = await rowOf(em, id);
      if (row.balance > 0)`,
      },
    ],
    races: ['close-and-deposit-two-instances'],
    why: 'What is paid in after the look goes away with the account.',
  },
  {
    id: 'transaction',
    title: 'debit and credit are one transaction',
    replacements: [
      {
        file: 'accounts.ts',
        find: `    return this.#transaction(async (em) => {
      // Always in the order of the ids: two crossed transfers then queue up instead of deadlocking.
      const [first, second] = from < to ? [from, to] : [to, from];
      const rows = [await lockedRowOf(em, first), await lockedRowOf(em, second)] as const;
      const [debited, credited] = from < to ? rows : [rows[1], rows[0]];
      debited.balance = balanceAfterWithdrawal(debited, amount);
      credited.balance = balanceAfterDeposit(credited, amount);
      return { from: accountOf(debited), to: accountOf(credited) };
    });
`,
        replace: `    const debited = await this.withdraw(from, amount);
    const credited = await this.deposit(to, amount);
    return { from: debited, to: credited };
`,
      },
    ],
    races: ['transfer-to-nobody', 'crash-in-a-transfer'],
    why: 'A crash comes between the two, and the locks of the first half are gone.',
  },
  generatedIds,
  {
    ...ownEntityManager,
    equivalent:
      'A read that takes a lock looks at the row anew, whatever the entity manager remembers, and every decision rests on such a read.',
  },
  closeOnlyEmpty,
  lockTimeout,
];
