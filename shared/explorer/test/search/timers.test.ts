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
