import type { Protection } from '@workbook/course';
import { closeOnlyEmpty, generatedIds, ownEntityManager } from '../../03/test/protections.ts';

const bothBalances = `      debited.balance = balanceAfterWithdrawal(debited, amount);
      credited.balance = balanceAfterDeposit(credited, amount);
`;

/** What keeps the races of this step away, each with the code as it would be without it. */
export const protections: readonly Protection[] = [
  {
    id: 'transaction',
    title: 'debit and credit are one transaction',
    replacements: [
      {
        file: 'accounts.ts',
        find: `    return this.#transaction(async (em) => {
      const debited = await rowOf(em, from);`,
        replace: `    return this.#query(async (em) => {
      const debited = await rowOf(em, from);`,
      },
      {
        file: 'accounts.ts',
        find: bothBalances,
        replace: `      debited.balance = balanceAfterWithdrawal(debited, amount);
      await em.flush();
      credited.balance = balanceAfterDeposit(credited, amount);
      await em.flush();
`,
      },
    ],
    races: ['crash-in-a-transfer', 'list-during-a-transfer'],
    why: 'Each flush is a transaction of its own, and a crash or a reader comes between the two.',
  },
  {
    id: 'one-transaction-not-two',
    title: 'a transfer is more than a withdrawal and then a deposit',
    replacements: [
      {
        file: 'accounts.ts',
        find: `    return this.#transaction(async (em) => {
      const debited = await rowOf(em, from);
      const credited = await rowOf(em, to);
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
    why: 'Two transactions, one after the other, are as good as none.',
  },
  {
    id: 'same-entity-manager',
    title: 'the credit goes through the entity manager of the transaction',
    replacements: [
      {
        file: 'accounts.ts',
        find: '      const credited = await rowOf(em, to);\n',
        replace: `      const other = this.#orm.em.fork();
      const credited = await rowOf(other, to);
`,
      },
      {
        file: 'accounts.ts',
        find: '      credited.balance = balanceAfterDeposit(credited, amount);\n',
        replace: `      credited.balance = balanceAfterDeposit(credited, amount);
      await other.flush();
`,
      },
    ],
    races: ['crash-in-a-transfer'],
    why: 'Another entity manager has another connection: what it writes is not part of this transaction.',
  },
  generatedIds,
  ownEntityManager,
  closeOnlyEmpty,
  {
    id: 'explicit-transaction',
    title: 'the transaction is begun before the first read',
    replacements: [
      {
        file: 'accounts.ts',
        find: 'return this.#query((em) => em.transactional(work));',
        replace: `return this.#query(async (em) => {
      const result = await work(em);
      await em.flush();
      return result;
    });`,
      },
    ],
    equivalent:
      'A flush wraps all that it writes in a transaction of its own. What the longer one adds, the reads, helps only from REPEATABLE READ on, or with locks: that is step 06.',
    worth:
      'Isolation levels and row locks protect only what is inside, and come next. The task looks at the statements of each change.',
  },
  {
    id: 'refuse-before-change',
    title: 'the credited account is looked up before the debit is written',
    replacements: [
      {
        file: 'accounts.ts',
        find: `      const credited = await rowOf(em, to);
${bothBalances}`,
        replace: `      debited.balance = balanceAfterWithdrawal(debited, amount);
      await em.flush();
      const credited = await rowOf(em, to);
      credited.balance = balanceAfterDeposit(credited, amount);
`,
      },
    ],
    equivalent:
      'When there is no account to credit, the transaction is rolled back, and the debit with it. Step 03 had to take care of the order; this step does not.',
    worth: 'A refusal that comes first spares the database a write and its rollback.',
  },
];
