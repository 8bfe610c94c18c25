import type { Protection } from '@workbook/course';
import { closeOnlyEmpty, generatedIds, ownEntityManagerNeeded } from '../../03/test/protections.ts';
import { lockTimeout } from '../../06/test/protections.ts';

/** Step 08 keeps these. */
export const versionInWhere: Protection = {
  id: 'version-in-where',
  title: 'an UPDATE names the version that it was computed from',
  replacements: [
    {
      file: 'accounts.ts',
      find: 'version: p.integer().version(),',
      replace: 'version: p.integer().default(1),',
    },
  ],
  races: [
    'lost-update-two-instances',
    'overdraft-two-instances',
    'crossed-transfers-two-instances',
    'transfer-and-deposit-two-instances',
    'close-and-deposit-two-instances',
    'edit-over-two-requests-two-instances',
  ],
  why: 'The client that writes last wins, whatever it has read.',
};

export const ifMatch: Protection = {
  id: 'if-match',
  title: 'an edit over two requests says which version it was decided on',
  replacements: [
    {
      file: 'accounts.ts',
      find: `  if (expectedVersion !== undefined && row.version !== expectedVersion) {
    throw new VersionMismatch(id, expectedVersion);
  }
`,
      replace: '',
    },
  ],
  races: [
    'edit-over-two-requests-two-instances',
    'rename-and-deposit-two-instances',
    'two-renames-two-instances',
  ],
  why: 'The version in the WHERE is the one that this request has read; what its user has seen is older.',
};

export const oneFlushARow: Protection = {
  id: 'one-flush-a-row',
  title: 'a transfer flushes each of its rows by itself',
  replacements: [
    {
      file: 'accounts.ts',
      find: `        row.balance = balance;
        await em.flush();
      }
`,
      replace: `        row.balance = balance;
      }
      await em.flush();
`,
    },
  ],
  races: ['transfer-and-deposit-two-instances'],
  why: 'For several rows at once, MikroORM compares the versions in a SELECT and then updates without them; another client comes between.',
};

export const closeChecksVersion: Protection = {
  id: 'close-names-the-version',
  title: 'a DELETE names the version that was found to be empty',
  replacements: [{ file: 'accounts.ts', find: '{ id, version: row.version }', replace: '{ id }' }],
  races: ['close-and-deposit-two-instances', 'rename-and-close-two-instances'],
  why: 'What is paid in after the look goes away with the account.',
};

export const closeCountsRows: Protection = {
  id: 'close-counts-the-rows',
  title: 'a DELETE that has deleted nothing is not a success',
  replacements: [{ file: 'accounts.ts', find: 'if (deleted === 0)', replace: 'if (deleted < 0)' }],
  races: ['close-and-deposit-two-instances'],
  why: 'The account is said to be closed, and is still there.',
};

export const bounded: Protection = {
  id: 'bounded-retry',
  title: 'after a few tries, a change gives up',
  replacements: [
    {
      file: 'accounts.ts',
      find: '        if (tries === maxTries) throw new Conflict(undefined, { cause: error });\n',
      replace: '',
    },
  ],
  equivalent:
    'Whenever one client has to begin anew, another one has finished. With three clients that happens twice at most; only a crowd larger than any race meets the bound.',
  worth:
    'A crowd may collide without end, and a client that is told 409 can decide for itself. A task of step 07 makes every try collide, and waits for the answer.',
};

export const backoff: Protection = {
  id: 'backoff',
  title: 'a change that has collided waits for a moment, of random length',
  replacements: [
    {
      file: 'accounts.ts',
      find: '        await delay(Math.random() * backoffMs * 2 ** (tries - 1));\n',
      replace: '',
    },
  ],
  equivalent:
    'The scheduler tries all orders, and in each of them every client gets through. In real time the wait makes the collisions rare; it does not make them harmless.',
  worth: 'It spares the database work that is done in vain.',
};

/** What keeps the races of this step away, each with the code as it would be without it. */
export const protections: readonly Protection[] = [
  versionInWhere,
  {
    id: 'retry',
    title: 'a change that finds that another was faster begins anew',
    replacements: [
      { file: 'accounts.ts', find: 'const maxTries = 5;', replace: 'const maxTries = 1;' },
    ],
    races: [
      'lost-update-two-instances',
      'overdraft-two-instances',
      'crossed-transfers-two-instances',
      'transfer-and-deposit-two-instances',
    ],
    why: 'Nothing is lost, but requests that could be served are refused with 409.',
  },
  {
    id: 'enough-tries',
    title: 'the tries are enough for more than two clients',
    replacements: [
      { file: 'accounts.ts', find: 'const maxTries = 5;', replace: 'const maxTries = 2;' },
    ],
    equivalent:
      'Of three clients, one could be overtaken twice. In the race of three, clients that wait before another try wake up last, or its orders would be too many: there, no client is.',
    worth: 'With two tries, a client that is overtaken twice is refused for nothing.',
  },
  {
    id: 'fresh-entity-manager',
    title: 'every try has an entity manager that remembers nothing of the one before',
    replacements: [
      {
        file: 'accounts.ts',
        find: '    for (let tries = 1; ; tries += 1) {\n',
        replace: '    const em = this.#orm.em.fork();\n    for (let tries = 1; ; tries += 1) {\n',
      },
      {
        file: 'accounts.ts',
        find: 'return await this.#query((em) => em.transactional(work));',
        replace: `return await this.#query(async () => {
          await em.begin();
          try {
            const result = await work(em);
            await em.commit();
            return result;
          } catch (error) {
            await em.rollback();
            throw error;
          }
        });`,
      },
    ],
    races: ['lost-update-two-instances'],
    why: 'The second try finds the row of the first one in memory, with the old version, and collides again and again.',
  },
  ifMatch,
  oneFlushARow,
  {
    id: 'order-of-updates',
    title: 'the rows of a transfer are written in the order of the ids',
    replacements: [
      {
        file: 'accounts.ts',
        find: '[...balances].sort(([a], [b]) => a.id - b.id)',
        replace: 'balances',
      },
    ],
    races: ['crossed-transfers-two-instances'],
    why: 'An UPDATE locks its row until the commit: each of two crossed transfers waits for the other one.',
  },
  {
    id: 'transaction',
    title: 'debit and credit are one transaction',
    replacements: [{ file: 'accounts.ts', find: 'em.transactional(work)', replace: 'work(em)' }],
    races: ['crash-in-a-transfer'],
    why: 'Each flush is a transaction of its own, and a crash comes between the two.',
  },
  closeChecksVersion,
  closeCountsRows,
  closeOnlyEmpty,
  generatedIds,
  ownEntityManagerNeeded,
  bounded,
  backoff,
  lockTimeout,
];
