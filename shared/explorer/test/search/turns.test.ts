import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ExploreOptions, explore, type Footprint } from '../../src/index.ts';
import { codeScenario } from '../support/code-scenario.ts';
import { exploreSql, testDatabase } from '../support/database.ts';
import { park } from '../support/parts.ts';
import { rows } from '../support/sql-scenario.ts';
import { lock, take } from '../support/statements.ts';

const withdrawal = ['begin', lock(1), take(1, 10), 'commit'];
const three = { A: withdrawal, B: withdrawal, C: ['begin', lock(1), 'rollback'] };

describe('clients who take turns', () => {
  const database = testDatabase('turns_short');
  const runs = async (clients: Record<string, string[]>, options: ExploreOptions = {}) => {
    const { run, distinct } = await exploreSql(database.url, { ...rows(2), clients }, options);
    return { run, distinct };
  };

  it('are run once for each order in which they have the row', async () => {
    assert.deepEqual(await runs({ A: withdrawal, B: withdrawal }), { run: 2, distinct: 2 });
    assert.deepEqual(await runs(three), { run: 6, distinct: 6 });
  });

  it('are also run where one waits, if that is asked for, or a fault may strike there', async () => {
    const wanted = { tellsWaitsApart: true, executesAll: true, keepsRuns: true };
    for (const [option, value] of Object.entries(wanted))
      assert.equal((await runs(three, { [option]: value })).distinct, 30, option);
    const two = { A: withdrawal, B: ['begin', lock(1), 'rollback'] };
    const { distinct } = await runs(two, { faults: ['crash-before'] });
    const apart = await runs(two, { faults: ['crash-before'], tellsWaitsApart: true });
    assert.equal(distinct, apart.distinct);
  });

  it('are found in a deadlock, as when each is run where it waits', async () => {
    const crossed = {
      A: ['begin', lock(1), lock(2), 'commit'],
      B: ['begin', lock(2), lock(1), 'commit'],
    };
    const found = await exploreSql(database.url, { ...rows(2), clients: crossed });
    const options = { tellsWaitsApart: true };
    const apart = await exploreSql(database.url, { ...rows(2), clients: crossed }, options);
    assert.deepEqual(found.outcomes, apart.outcomes);
    assert.equal(found.distinct, apart.distinct);
    assert.ok(found.outcomes.some((outcome) => outcome.includes('40P01')));
  });

  it('are told apart where others see in their memory when they go on', async () => {
    const use = (mode: 'lock' | 'release', inTurn: 'asks' | 'gives'): Footprint => [
      { mode, scope: 'row', rows: { id: '1' }, inTurn },
    ];
    const work = async () => {
      await park('lock', use('lock', 'asks'));
      await park('release', use('release', 'gives'));
    };
    const distinct = async (instances: number) => {
      const clients = { A: work, B: work, C: async () => {} };
      const scenario = codeScenario({ share: () => undefined, clients, instances });
      return (await explore(scenario, {})).distinct;
    };
    assert.equal(await distinct(3), 2);
    // C shares its memory with A.
    assert.ok((await distinct(2)) > 2);
  });
});
