import type { Protection } from '@workbook/course';

/** What keeps the races of this step away, each with the code as it would be without it. */
export const protections: readonly Protection[] = [
  {
    id: 'screen-before-read',
    title: 'a withdrawal is screened before the account is read, not between check and change',
    replacements: [
      {
        file: 'accounts.ts',
        find: `    await this.#screen({ kind: 'withdrawal', account: id, amount });
    // From here on there is no await: no other request runs between the check and the change.
    const account = this.#find(id);
    return this.#store({ ...account, balance: balanceAfterWithdrawal(account, amount) });`,
        replace: `    const account = this.#find(id);
    const balance = balanceAfterWithdrawal(account, amount);
    await this.#screen({ kind: 'withdrawal', account: id, amount });
    return this.#store({ ...account, balance });`,
      },
    ],
    races: ['lost-update', 'overdraft'],
    why: 'While the screening is under way, another request changes the account; the old balance is written over that.',
  },
  {
    id: 'screen-before-both-reads',
    title: 'a transfer is screened before the two accounts are read',
    replacements: [
      {
        file: 'accounts.ts',
        find: `    await this.#screen({ kind: 'transfer', account: from, to, amount });
    const debited = this.#find(from);
    const credited = this.#find(to);`,
        replace: `    const debited = this.#find(from);
    const credited = this.#find(to);
    await this.#screen({ kind: 'transfer', account: from, to, amount });`,
      },
    ],
    races: ['transfer-and-deposit'],
    why: 'What is paid in during the screening is overwritten with what the transfer had read before.',
  },
  {
    id: 'no-await-between-id-and-list',
    title: 'the id is taken and the counter raised without an await between',
    replacements: [
      {
        file: 'accounts.ts',
        find: `    await this.#screen({ kind: 'opening', owner, amount: opening });
    const account = { id: this.#nextId++, owner, balance: opening };`,
        replace: `    const id = this.#nextId;
    await this.#screen({ kind: 'opening', owner, amount: opening });
    this.#nextId = id + 1;
    const account = { id, owner, balance: opening };`,
      },
    ],
    races: ['two-openings'],
    why: 'Both openings read the counter before either of them has raised it.',
  },
  {
    id: 'counter-of-ids',
    title: 'ids come from a counter, not from the length of the list',
    replacements: [
      {
        file: 'accounts.ts',
        find: 'id: this.#nextId++,',
        replace: 'id: this.#accounts.length + 1,',
      },
    ],
    races: ['opening-after-a-close'],
    why: 'A list that has become shorter gives out an id again.',
  },
  {
    id: 'refuse-before-change',
    title: 'whatever can be refused is refused before the first of the two changes',
    replacements: [
      {
        file: 'accounts.ts',
        find: `    const credited = this.#find(to);
    // Whatever can be refused is refused before the first of the two changes.
    const debitedBalance = balanceAfterWithdrawal(debited, amount);
    const creditedBalance = balanceAfterDeposit(credited, amount);
    return {
      from: this.#store({ ...debited, balance: debitedBalance }),
      to: this.#store({ ...credited, balance: creditedBalance }),
    };`,
        replace: `    const balance = balanceAfterWithdrawal(debited, amount);
    const changed = this.#store({ ...debited, balance });
    const credited = this.#find(to);
    return {
      from: changed,
      to: this.#store({ ...credited, balance: balanceAfterDeposit(credited, amount) }),
    };`,
      },
    ],
    races: ['transfer-to-nobody'],
    why: 'The debit is there already when it turns out that there is no account to credit.',
  },
  {
    id: 'close-only-empty',
    title: 'an account that holds money is not closed',
    replacements: [
      {
        file: 'accounts.ts',
        find: `    const account = this.#find(id);
    if (account.balance > 0) throw new AccountNotEmpty(id);`,
        replace: '    this.#find(id);',
      },
    ],
    races: ['opening-after-a-close'],
    why: 'The money goes away with the account.',
  },
  {
    id: 'list-is-copied',
    title: 'callers get a copy of the list',
    replacements: [
      {
        file: 'accounts.ts',
        find: 'return [...this.#accounts];',
        replace: 'return this.#accounts;',
      },
    ],
    equivalent:
      'The list leaves this class only as JSON, and accounts are replaced, never changed. The copy is for callers in the same process, who could sort it or push to it.',
    worth: 'A caller that sorts what it was given must not sort what we keep.',
  },
];
