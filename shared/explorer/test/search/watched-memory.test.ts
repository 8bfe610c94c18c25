import assert from 'node:assert/strict';
import { AsyncResource } from 'node:async_hooks';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { appendFile, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import AsyncLock from 'async-lock';
import { controlFiles, explore, type Scenario, watchAsyncLock } from '../../src/index.ts';

watchAsyncLock(AsyncLock);

controlFiles();

const folder = mkdtempSync(join(tmpdir(), 'workbook-test-'));
after(() => rmSync(folder, { recursive: true }));
const names = ['x', 'y'];
const fileOf = (name: string) => join(folder, name);

/** What a client does; it shares the lock with others. */
type Work = (lock: AsyncLock) => Promise<unknown>;

const load = async (name: string) => String(await readFile(fileOf(name)));
const store = (name: string, found: string) => appendFile(fileOf(name), `${found.length};`);

/** Adds how long the file was when it was read. */
const add = (name: string) => async () => store(name, await load(name));
const locked =
  (keys: string | string[], work: Work): Work =>
  (lock) =>
    lock.acquire(
      keys,
      AsyncResource.bind(() => work(lock)),
    );
const first =
  (before: Work, then: Work): Work =>
  async (lock) => {
    await before(lock);
    return then(lock);
  };

/** Each with what its clients do; they share an instance. */
const races: Record<string, Readonly<Record<string, Work>>> = {
  'two who change one thing': { A: locked('x', add('x')), B: locked('x', add('x')) },
  'two who change different things': { A: locked('x', add('x')), B: locked('y', add('y')) },
  'one who does not ask for the lock': { A: locked('x', add('x')), B: add('x') },
  'one who asks for the lock too late': {
    A: locked('x', add('x')),
    B: async (lock) => {
      const found = await load('x');
      await locked('x', () => store('x', found))(lock);
    },
  },
  'one who gives the lock back too early': {
    A: locked('x', add('x')),
    B: async (lock) => store('x', String(await locked('x', () => load('x'))(lock))),
  },
  'three in a queue': {
    A: locked('x', add('x')),
    B: locked('x', add('x')),
    C: locked('x', () => load('x')),
  },
  'two keys at once, beside each of them': {
    A: locked(
      ['x', 'y'],
      first(add('x'), () => load('y')),
    ),
    B: locked('x', () => load('x')),
    C: locked('y', add('y')),
  },
  'two keys, one after the other': {
    A: locked('x', locked('y', add('x'))),
    B: first(locked('y', add('y')), locked('x', add('x'))),
  },
  'two who wait for each other': {
    A: locked('x', first(add('x'), locked('y', add('y')))),
    B: locked('y', first(add('y'), locked('x', add('x')))),
  },
  'work that fails': {
    A: (lock) => locked('x', () => Promise.reject(new Error('no')))(lock).catch(() => {}),
    B: locked('x', add('x')),
  },
};

describe('clients that meet in memory only by locks that are watched', () => {
  let fewer = 0;
  for (const [name, clients] of Object.entries(races))
    it(`${name}: are searched in fewer runs, with the same ends in as many orders`, async () => {
      const scenario = (memoryIsWatched: boolean): Scenario => ({
        async prepare() {
          const lock = new AsyncLock();
          // What the set-up does with a lock is none of a client's doing.
          await lock.acquire('x', () => {});
          for (const name of names) writeFileSync(fileOf(name), '');
          return {
            clients: Object.entries(clients).map(([client, run]) => ({
              name: client,
              instance: 0,
              label: client,
              memoryIsWatched,
              run: () => run(lock),
            })),
            async judge({ ending, results }) {
              const stored = names.map((name) => readFileSync(fileOf(name), 'utf8'));
              return { outcome: JSON.stringify([ending.kind, stored, ...results]) };
            },
          };
        },
      });
      const [full, any, watched] = [
        await explore(scenario(false), { reduction: 'none' }),
        await explore(scenario(false)),
        await explore(scenario(true)),
      ];
      assert.deepEqual(watched.outcomes, full.outcomes);
      assert.equal(watched.possible, full.run);
      assert.equal(watched.impossible, full.impossible);
      assert.ok(watched.distinct <= any.distinct);
      fewer += any.distinct - watched.distinct;
    });

  it('take fewer runs than clients that may keep anything there', () => assert.ok(fewer > 0));
});
