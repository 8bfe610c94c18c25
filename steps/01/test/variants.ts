import type { Variant } from '@workbook/course';

/** Other versions of this step's code. */
export const variants: readonly Variant[] = [
  {
    id: 'place-kept',
    title: 'a withdrawal notes the place of the account in the list before its screening',
    replacements: [
      {
        file: 'accounts.ts',
        find: `    await this.#screen({ kind: 'withdrawal', account: id, amount });
    // From here on there is no await: no other request runs between the check and the change.
    const account = this.#find(id);
    return this`,
        replace: `    // The mistake: what is at this place afterwards may be another account.
    const place = this.#accounts.indexOf(this.#find(id));
    await this.#screen({ kind: 'withdrawal', account: id, amount });
    const account = this.#accounts[place] ?? this.#find(id);
    return this`,
      },
    ],
    claims: { 'closing-of-another-account': 'possible', 'lost-update': 'prevented' },
  },
  {
    id: 'receiver-kept',
    title: 'a transfer reads what the receiver holds before its screening',
    replacements: [
      {
        file: 'accounts.ts',
        find: `    await this.#screen({ kind: 'transfer', account: from, to, amount });
    const debited = this.#find(from);
    const credited = this.#find(to);
`,
        replace: `    const credited = this.#find(to);
    await this.#screen({ kind: 'transfer', account: from, to, amount });
    const debited = this.#find(from);
    // The mistake: the receiver is still there, and may hold something else by now.
    this.#find(to);
`,
      },
    ],
    claims: { 'deposit-to-the-receiver': 'possible', 'transfer-and-close': 'prevented' },
  },
  {
    id: 'queue-that-stops',
    title: 'withdrawals wait for each other, also for one that has failed',
    replacements: [
      {
        file: 'accounts.ts',
        find: '  #nextId = 1;\n',
        replace: '  #nextId = 1;\n  #lastWithdrawal: Promise<void> = Promise.resolve();\n',
      },
      {
        file: 'accounts.ts',
        find: `    await this.#screen({ kind: 'withdrawal', account: id, amount });
    // From here on there is no await: no other request runs between the check and the change.
    const account = this.#find(id);
    return this.#store({ ...account, balance: balanceAfterWithdrawal(account, amount) });
`,
        replace: `    const before = this.#lastWithdrawal;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#lastWithdrawal = promise;
    await before;
    await this.#screen({ kind: 'withdrawal', account: id, amount });
    const account = this.#find(id);
    const stored = this.#store({ ...account, balance: balanceAfterWithdrawal(account, amount) });
    // The mistake: what throws before does not come here, and the next one waits for ever.
    resolve();
    return stored;
`,
      },
    ],
    claims: { 'failed-screening': 'possible', 'lost-update': 'prevented' },
  },
];
