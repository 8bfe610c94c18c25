import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Exploration, type ExploreOptions, explore, type Footprint } from '../../src/index.ts';
import { codeScenario } from '../support/code-scenario.ts';
import { Mutex } from '../support/mutex.ts';
import { park } from '../support/parts.ts';

type Work = Record<string, () => Promise<unknown>>;

const writes = (scope: string): Footprint => [{ mode: 'write', scope }];

/** Explores what clients do, each in an instance of its own, and counts what was executed. */
async function search(
  clients: () => Work,
  options: ExploreOptions = {},
): Promise<{ readonly exploration: Exploration; readonly executed: number }> {
  let executed = 0;
  let work: Work = {};
  const names = Object.keys(clients());
  const run = (name: string) => () => work[name]?.() ?? Promise.resolve();
  const scenario = codeScenario({
    share: () => {
      executed += 1;
      work = clients();
    },
    clients: Object.fromEntries(names.map((name) => [name, run(name)])),
    instances: names.length,
    judge: () => ({ outcome: 'over' }),
  });
  return { exploration: await explore(scenario, options), executed };
}

/** Each does some things of its own, and one that the others do as well. */
const apart = (names: readonly string[]) => (): Work =>
  Object.fromEntries(
    names.map((name) => [
      name,
      async () => {
        for (const what of ['first', 'second', 'third']) await park(what, writes(name));
        await park('last', writes('all'));
      },
    ]),
  );

describe('a run that only repeats a known order', () => {
  for (const names of [
    ['A', 'B'],
    ['A', 'B', 'C'],
  ])
    it(`is not executed where that is known beforehand, with ${names.length} clients`, async () => {
      const { exploration, executed } = await search(apart(names));
      const all = await search(apart(names), { executesAll: true });
      assert.deepEqual(exploration, all.exploration);
      // One more, to see that it comes again.
      assert.equal(all.executed, all.exploration.run + 1);
      assert.ok(executed < all.executed, `${executed} of ${all.executed}`);
    });

  it('is executed where a fault may strike in it', async () => {
    const { exploration, executed } = await search(apart(['A', 'B']), { faults: ['pause'] });
    assert.equal(executed, exploration.run + 1);
  });

  it('is executed where a client waits for another one inside the process', async () => {
    // What A does last touches what B does inside, where B comes only when A has gone out.
    const queue = () => {
      const mutex = new Mutex();
      const client = (inside: string, after: string) => async () => {
        await park('before', writes('door'));
        await mutex.run(() => park('inside', writes(inside)));
        await park('after', writes(after));
      };
      return { A: client('A', 'shared'), B: client('shared', 'B') };
    };
    const { exploration } = await search(queue);
    const all = await search(queue, { executesAll: true });
    assert.deepEqual(exploration, all.exploration);
  });
});
