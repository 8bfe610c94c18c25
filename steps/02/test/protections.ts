import type { Protection } from '@workbook/course';

/** What keeps the races of this step away, each with the code as it would be without it. */
export const protections: readonly Protection[] = [
  {
    id: 'atomic-rename',
    title: 'the file is replaced by a rename, not written in place',
    replacements: [
      {
        file: 'accounts.ts',
        find: "import { readFile } from 'node:fs/promises';",
        replace: "import { readFile, writeFile } from 'node:fs/promises';",
      },
      {
        file: 'accounts.ts',
        find: 'Writes a new file beside the old one and renames it: a reader finds the old file or the new one.',
        replace: 'Writes over the old file, which is empty until it is filled.',
      },
      {
        file: 'accounts.ts',
        find: 'await replaceFile(this.#path, JSON.stringify(contents));',
        replace: 'await writeFile(this.#path, JSON.stringify(contents));',
      },
    ],
    races: ['crash-in-a-deposit', 'read-during-a-deposit', 'crash-between-close-and-open'],
    why: 'A crash in the middle of the write leaves an empty file or half of one, which is not JSON and holds no account. A reader that comes then finds the same.',
  },
  {
    id: 'mutex',
    title: 'changes take turns, from the read of the file to its write',
    replacements: [
      {
        file: 'accounts.ts',
        find: "return this.#lock.acquire('file', work).catch(",
        replace: 'return work().catch(',
      },
    ],
    races: ['two-openings', 'lost-update', 'overdraft', 'transfer-and-deposit'],
    why: 'Two changes read the same file, and the second one writes it without the first.',
  },
  {
    id: 'one-lock-for-all',
    title: 'all changes take the same lock, not each its own',
    replacements: [
      {
        file: 'accounts.ts',
        find: "acquire('file', work)",
        replace: 'acquire(crypto.randomUUID(), work)',
      },
    ],
    races: ['lost-update', 'overdraft'],
    why: 'A lock for each request keeps no other request out.',
  },
  {
    id: 'read-under-lock',
    title: 'the file is read once the lock is taken, not before',
    replacements: [
      {
        file: 'accounts.ts',
        find: `    const work = AsyncResource.bind(async () => {
      begun = true;
      const contents = await this.#read();
`,
        replace: `    const contents = await this.#read();
    const work = AsyncResource.bind(async () => {
      begun = true;
`,
      },
    ],
    races: ['lost-update', 'overdraft'],
    why: 'While a change waits for the lock, the file that it has read is replaced.',
  },
  {
    id: 'lock-goes-on-after-a-throw',
    title: 'a change that throws gives the lock back',
    replacements: [
      {
        file: 'accounts.ts',
        find: '  readonly #lock = new AsyncLock();',
        replace: '  #last: Promise<unknown> = Promise.resolve();',
      },
      {
        file: 'accounts.ts',
        find: "    return this.#lock.acquire('file', work).catch(",
        replace: `    const own = this.#last.then(work);
    this.#last = own;
    return own.catch(`,
      },
    ],
    races: ['overdraft', 'transfer-to-nobody'],
    why: 'Everything that queues behind a refused withdrawal is refused with it, for ever.',
  },
  {
    id: 'counter-in-the-file',
    title: 'the next id is kept in the file, not computed from the accounts that are left',
    replacements: [
      {
        file: 'accounts.ts',
        find: 'id: contents.nextId++,',
        replace: 'id: Math.max(0, ...contents.accounts.map((one) => one.id)) + 1,',
      },
      {
        file: 'accounts.ts',
        find: '?.id ?? nextId',
        replace: '?.id ?? Infinity',
      },
    ],
    races: ['opening-after-a-close', 'crash-between-close-and-open'],
    why: 'When the last account is closed, its id is the next one again.',
  },
  {
    id: 'counter-survives-a-restart',
    title: 'the next id is not only kept in memory',
    replacements: [
      {
        file: 'accounts.ts',
        find: '  readonly #lock = new AsyncLock();',
        replace: `  readonly #lock = new AsyncLock();
  #nextId = 0;`,
      },
      {
        file: 'accounts.ts',
        find: '      const account = { id: contents.nextId++, owner, balance: opening };',
        replace: `      this.#nextId ||= Math.max(0, ...contents.accounts.map((one) => one.id)) + 1;
      const account = { id: this.#nextId++, owner, balance: opening };`,
      },
      {
        file: 'accounts.ts',
        find: '?.id ?? nextId',
        replace: '?.id ?? Infinity',
      },
    ],
    races: ['crash-between-close-and-open'],
    why: 'As long as the service runs, all is well; the restarted one does not know which ids were given out before.',
  },
  {
    id: 'close-only-empty',
    title: 'an account that holds money is not closed',
    replacements: [
      {
        file: 'accounts.ts',
        find: '      if (account.balance > 0) throw new AccountNotEmpty(id);\n',
        replace: '',
      },
    ],
    races: ['opening-after-a-close'],
    why: 'The money goes away with the account.',
  },
  {
    id: 'refuse-before-change',
    title: 'the credited account is looked up before the debit',
    replacements: [
      {
        file: 'accounts.ts',
        find: `      const credited = accountIn(contents, to);
      debited.balance = balanceAfterWithdrawal(debited, amount);`,
        replace: `      debited.balance = balanceAfterWithdrawal(debited, amount);
      const credited = accountIn(contents, to);`,
      },
    ],
    equivalent:
      'The debit is only in the contents that this call has read, and these are not written when it throws.',
    worth: 'Step 03 writes at once, and needs the order again.',
  },
  {
    id: 'synced-to-disk',
    title: 'the new file is on the disk before it gets its name',
    replacements: [
      {
        file: 'accounts.ts',
        find: '{ tmpfileCreated:',
        replace: '{ fsync: false, tmpfileCreated:',
      },
    ],
    equivalent:
      'The races crash processes, and what a process has written stays with the operating system. Only a machine that loses its power would lose the file.',
    worth: 'Power cuts happen, and an empty file in place of the accounts is the end of the bank.',
  },
];
