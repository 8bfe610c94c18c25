import type { Protection } from '@workbook/course';
import {
  closeOnlyEmpty,
  generatedIds,
  ownEntityManager,
  refuseBeforeChange,
} from '../../03/test/protections.ts';

/** What keeps the races of this step away, each with the code as it would be without it. */
export const protections: readonly Protection[] = [
  {
    id: 'lock',
    title: 'changes of one account take turns',
    replacements: [
      {
        file: 'accounts.ts',
        find: 'return this.#locks.acquire(keys, locked).catch(',
        replace: 'return locked().catch(',
      },
    ],
    races: ['lost-update', 'overdraft', 'transfer-and-deposit', 'crossed-transfers'],
    why: 'Two requests read the same balance, and the second one writes it without the first.',
  },
  {
    id: 'lock-for-the-account',
    title: 'the lock is the account’s, not the request’s',
    replacements: [
      {
        file: 'accounts.ts',
        find: 'const keys = ids.toSorted((a, b) => a - b).map(String);',
        replace: 'const keys = ids.map(() => crypto.randomUUID());',
      },
    ],
    races: ['lost-update', 'overdraft', 'transfer-and-deposit', 'crossed-transfers'],
    why: 'A lock for each request keeps no other request out.',
  },
  {
    id: 'lock-order',
    title: 'locks are taken in the order of the ids, not of the request',
    replacements: [
      { file: 'accounts.ts', find: 'ids.toSorted((a, b) => a - b).map(', replace: 'ids.map(' },
    ],
    races: ['crossed-transfers-behind-a-third'],
    why: 'Two crossed transfers that queue up behind a third get one lock each, and wait for the other one for ever.',
  },
  {
    id: 'both-accounts-locked',
    title: 'a transfer locks the account that it credits, too',
    replacements: [
      { file: 'accounts.ts', find: 'this.#locked([from, to],', replace: 'this.#locked([from],' },
    ],
    races: ['crossed-transfers'],
    why: 'Two transfers that lock different accounts write the same two rows.',
  },
  {
    id: 'debited-account-locked',
    title: 'a transfer locks the account that it debits, too',
    replacements: [
      { file: 'accounts.ts', find: 'this.#locked([from, to],', replace: 'this.#locked([to],' },
    ],
    races: ['transfer-and-deposit', 'crossed-transfers'],
    why: 'A deposit that has its own lock comes between the read and the write of the transfer.',
  },
  {
    id: 'deposits-lock',
    title: 'deposits take the lock, although they check nothing',
    replacements: [
      {
        file: 'accounts.ts',
        find: `    checkAmount(amount);
    return this.#locked([id], async (em) => {`,
        replace: `    checkAmount(amount);
    return this.#query(async (em) => {`,
      },
    ],
    races: ['lost-update', 'transfer-and-deposit'],
    why: 'A deposit reads and writes back as well: it overwrites, and is overwritten.',
  },
  {
    id: 'read-under-lock',
    title: 'the balance is read once the lock is taken, not before',
    replacements: [
      {
        file: 'accounts.ts',
        find: `    checkAmount(amount);
    return this.#locked([id], async (em) => {
      const row = await rowOf(em, id);
      row.balance = balanceAfterDeposit(row, amount);`,
        replace: `    checkAmount(amount);
    const before = await this.find(id);
    return this.#locked([id], async (em) => {
      const row = await rowOf(em, id);
      row.balance = balanceAfterDeposit(before, amount);`,
      },
    ],
    races: ['lost-update', 'transfer-and-deposit'],
    why: 'While the deposit waits for the lock, what it has read goes out of date.',
  },
  {
    id: 'own-context',
    title: 'a function that waits for the lock keeps its own context',
    replacements: [
      {
        file: 'accounts.ts',
        find: 'const locked = AsyncResource.bind(() => {',
        replace: 'const locked = (() => {',
      },
    ],
    equivalent:
      'No balance depends on the context: all that goes wrong is whose work the second request passes for. A behaviour that the task asks for shows it.',
    worth: 'Logs, traces and rights hang on the context.',
  },
  generatedIds,
  {
    ...ownEntityManager,
    replacements: ownEntityManager.replacements.map((one) => ({
      ...one,
      find: one.find.replace('\n\n  constructor(', '\n  /** One lock'),
      replace: one.replace.replace('\n\n  constructor(', '\n  /** One lock'),
    })),
  },
  refuseBeforeChange,
  closeOnlyEmpty,
];
