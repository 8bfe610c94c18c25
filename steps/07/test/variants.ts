import type { Variant } from '@workbook/course';

/** Other versions of this step's code, which its lesson runs. */
export const variants: readonly Variant[] = [
  {
    id: 'batched-transfer',
    title: 'a transfer writes both rows in one flush',
    replacements: [
      {
        file: 'accounts.ts',
        find: `      const balances = new Map([
        [debited, balanceAfterWithdrawal(debited, amount)],
        [credited, balanceAfterDeposit(credited, amount)],
      ]);
      // One flush for each row: for several rows at once MikroORM compares the versions in a SELECT,
      // and then updates without them. In the order of the ids, so that no two wait in a circle.
      for (const [row, balance] of [...balances].sort(([a], [b]) => a.id - b.id)) {
        row.balance = balance;
        await em.flush();
      }
`,
        replace: `      debited.balance = balanceAfterWithdrawal(debited, amount);
      credited.balance = balanceAfterDeposit(credited, amount);
      await em.flush();
`,
      },
    ],
    claims: {
      // What it does wrong stands in the lesson. Only a transfer writes two rows in one flush.
      'lost-update-two-instances': 'prevented',
      'overdraft-two-instances': 'prevented',
    },
  },
];
