import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type ExploreOptions, explore } from '../../src/index.ts';
import { codeScenario } from '../support/code-scenario.ts';
import { park } from '../support/parts.ts';

/** What a client does: writes to a scope for each letter, and sleeps for so many milliseconds. */
type Work = readonly (string | number)[];

/** Each client in an instance of its own. The outcome is the order of all that was written. */
async function search(clients: Readonly<Record<string, Work>>, options: ExploreOptions) {
  const { possible, run, outcomes } = await explore(
    codeScenario<string[]>({
      share: () => [],
      clients: Object.fromEntries(
        Object.entries(clients).map(([name, work]) => [
          name,
          async (written: string[]) => {
            for (const what of work)
              if (typeof what === 'number') await delay(what);
              else {
                await park(`write ${what}`, [{ mode: 'write', scope: what }]);
                written.push(`${name} ${what}`);
              }
          },
        ]),
      ),
      instances: Object.keys(clients).length,
      judge: (written) => ({
        outcome: written.filter((one) => one.endsWith('shared')).join(),
      }),
    }),
    options,
  );
  return { possible, run, outcomes };
}

describe('a timer that fires when no other client can go on', () => {
  const own = { A: ['a', 'a', 5_000, 'a'], B: ['b', 'b', 'b'] };
  const both = { A: ['a', 5_000, 'a'], B: ['b', 8_000, 'shared'], C: ['shared', 'c'] };
  for (const [what, clients] of Object.entries({ one: own, several: both }))
    for (const patientTimers of [true, false])
      it(`stands in no order before what it has to wait for, with ${what}, patient: ${patientTimers}`, async () => {
        const reduced = await search(clients, { patientTimers });
        const full = await search(clients, { patientTimers, reduction: 'none' });
        assert.deepEqual([reduced.possible, reduced.outcomes], [full.run, full.outcomes]);
        assert.ok(reduced.run < full.run);
      });

  it('and one that may fire at any time is free', async () => {
    const clients = { A: ['a', 5, 'a'], B: ['b', 'b'] };
    const reduced = await search(clients, {});
    const full = await search(clients, { reduction: 'none' });
    assert.deepEqual([reduced.possible, reduced.outcomes], [full.run, full.outcomes]);
  });
});

describe('a timer of a second or longer that bounds a wait for a client of the same instance', () => {
  /** Waits until the other one is done, for two seconds at most. */
  const waiting = async (done: Promise<unknown>) => {
    await park('ask', []);
    return await Promise.race([done.then(() => 'in time'), delay(2000, 'gave up')]);
  };
  const working = async () => {
    for (const text of ['first', 'second']) await park(text, [{ mode: 'write', scope: text }]);
  };
  const outcomesOf = async (options: ExploreOptions, instances = 1) => {
    const { outcomes } = await explore(
      codeScenario({
        share: () => Promise.withResolvers<void>(),
        clients: {
          A: async ({ resolve }) => working().then(resolve),
          B: ({ promise }) => waiting(promise),
        },
        instances,
      }),
      options,
    );
    return outcomes.map((outcome) => /gave up|in time/.exec(outcome)?.[0]);
  };

  it('may fire before that one is done', async () => {
    assert.deepEqual(await outcomesOf({}), ['gave up', 'in time']);
    assert.deepEqual(await outcomesOf({ reduction: 'none' }), ['gave up', 'in time']);
  });

  it('is patient where all timers are', async () => {
    assert.deepEqual(await outcomesOf({ patientTimers: true }), ['in time']);
  });

  it('waits in an instance of its own for nothing that another one could do', async () => {
    assert.deepEqual(await outcomesOf({}, 2), ['in time']);
  });
});
