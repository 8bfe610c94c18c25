import type { Protection } from '@workbook/course';
import { generatedIds, ownEntityManagerNeeded } from '../../03/test/protections.ts';
import { lockTimeout } from '../../06/test/protections.ts';

const phantom = 'two-openings-one-owner-two-instances';
const twoWithdrawals = 'two-withdrawals-one-owner-two-instances';
const withdrawalAndTransfer = 'withdrawal-and-transfer-two-instances';

/** What keeps the races of this step away, each with the code as it would be without it. */
export const protections: readonly Protection[] = [
  {
    id: 'openings-lock-the-owner',
    title: 'an opening locks its owner before it counts',
    replacements: [
      {
        file: 'accounts.ts',
        find: '      await em.findOneOrFail(OwnerRow, owner, { lockMode: LockMode.PESSIMISTIC_WRITE });\n',
        replace: '',
      },
    ],
    races: [phantom],
    why: 'Both count one account, and both open another: the row that breaks the rule was not there to be locked.',
  },
  {
    id: 'withdrawals-lock-the-owner',
    title: 'a withdrawal locks its owner before it adds up',
    replacements: [
      {
        file: 'accounts.ts',
        find: `      const row = await lockedRowOf(em, id);
      row.balance = balanceAfterOverdraft(`,
        replace: `      const row = await rowOf(em, id);
      row.balance = balanceAfterOverdraft(`,
      },
    ],
    races: [twoWithdrawals, 'lost-update-two-instances', 'overdraft-two-instances'],
    why: 'Each adds up what there was before the other one, and each takes from a row that the other does not write.',
  },
  {
    id: 'transfers-lock-the-owners',
    title: 'a transfer locks both owners before it adds up',
    replacements: [
      {
        file: 'accounts.ts',
        find: '      await lockOwnersOf(em, [from, to]);\n',
        replace: '',
      },
    ],
    races: [withdrawalAndTransfer, 'crossed-transfers-two-instances'],
    why: 'What the transfer counts on is taken out of another account of the same owner.',
  },
  {
    id: 'credited-owner-locked',
    title: 'a transfer locks the owner that gets the money, too',
    replacements: [
      {
        file: 'accounts.ts',
        find: 'await lockOwnersOf(em, [from, to]);',
        replace: 'await lockOwnersOf(em, [from]);',
      },
    ],
    races: ['transfer-and-deposit-two-instances', 'crossed-transfers-two-instances'],
    why: 'The row that was only read is changed by another client before it is written.',
  },
  {
    id: 'deposits-lock-the-owner',
    title: 'deposits lock the owner, although they check nothing',
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
    why: 'One lock guards the balances of an owner: a client that does not take it reads a balance that is being changed.',
  },
  {
    id: 'closing-locks-the-owner',
    title: 'the owner is locked while an account is found to be empty and closed',
    replacements: [
      {
        file: 'accounts.ts',
        find: `      const row = await lockedRowOf(em, id);
      if (row.balance !== 0)`,
        replace: `      const row = await rowOf(em, id);
      if (row.balance !== 0)`,
      },
    ],
    races: ['close-and-deposit-two-instances'],
    why: 'What is paid in after the look goes away with the account.',
  },
  {
    id: 'lock-first',
    title: 'an account is read once its owner is locked, not before',
    replacements: [
      {
        file: 'accounts.ts',
        find: `  await lockOwnersOf(em, [id]);
  return rowOf(em, id);
`,
        replace: `  const row = await rowOf(em, id);
  await lockOwnersOf(em, [id]);
  return row;
`,
      },
    ],
    races: ['lost-update-two-instances'],
    why: 'The lock waits until the other one has committed, and the balance is the one from before.',
  },
  {
    id: 'get-or-create',
    title:
      'an owner’s row is created where it is missing, in one statement, and read by the next one',
    replacements: [
      {
        file: 'accounts.ts',
        find: `      // Two that open an owner's first account at once both find its row: one waits for the other.
      await em.execute('insert into owner (name) values (?) on conflict do nothing', [owner]);
`,
        replace: `      const known = await em.findOne(OwnerRow, owner);
      if (!known) await em.persist(em.create(OwnerRow, { name: owner })).flush();
`,
      },
    ],
    races: ['first-openings-two-instances'],
    why: 'Both look, neither finds the row, and the second to insert it fails on the key.',
  },
  {
    id: 'report-of-one-moment',
    title: 'a report reads all accounts in one statement',
    replacements: [
      {
        file: 'accounts.ts',
        find: `    // One statement: it sees all of the owner's accounts as they are at one moment.
    const rows = await this.#query((em) => em.find(AccountRow, { owner }));
    return { owner, accounts: rows.length, total: sumOf(rows) };
`,
        replace: `    const rows = await this.#query((em) => em.find(AccountRow, { owner }, { fields: ['id'] }));
    let total = 0;
    for (const { id } of rows) total += (await this.find(id)).balance;
    return { owner, accounts: rows.length, total };
`,
      },
    ],
    races: ['report-during-a-transfer-two-instances'],
    why: 'Each statement sees another moment: one account before the transfer, the other after it.',
  },
  {
    id: 'transaction',
    title: 'debit and credit are one transaction',
    replacements: [
      {
        file: 'accounts.ts',
        find: `    return this.#transaction(async (em) => {
      await lockOwnersOf(em, [from, to]);
      const debited = await rowOf(em, from);
      const credited = await rowOf(em, to);
      debited.balance = balanceAfterOverdraft(debited, await heldBy(em, debited.owner), amount);
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
  {
    id: 'order-of-the-names',
    title: 'one query locks both owners in the order of their names',
    replacements: [
      {
        file: 'accounts.ts',
        find: `    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { name: 'asc' } },
`,
        replace: `    { lockMode: LockMode.PESSIMISTIC_WRITE },
`,
      },
    ],
    equivalent:
      'Without an order the rows are locked as the plan comes upon them, and in a race both transfers have the same plan.',
    worth:
      'Two plans of one query deadlock: after an ANALYZE, or with other values, it may be run by another index. `test/plans.test.ts` has them do it.',
  },
  generatedIds,
  {
    ...ownEntityManagerNeeded,
    races: ['deposit-between-two-changes-two-instances'],
    why: 'The row is read without a lock of its own, once the owner is locked; and what an entity manager has read once, it does not read again.',
  },
  {
    id: 'close-only-empty',
    title: 'an account that holds money, or owes it, is not closed',
    replacements: [
      {
        file: 'accounts.ts',
        find: '      if (row.balance !== 0) throw new AccountNotEmpty(id);\n',
        replace: '',
      },
    ],
    races: ['opening-after-a-close'],
    why: 'The money goes away with the account.',
  },
  lockTimeout,
];
