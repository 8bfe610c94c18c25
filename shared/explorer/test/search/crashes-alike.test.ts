import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Exploration, type ExploreOptions, explore, type Scenario } from '../../src/index.ts';
import { changesOfClient } from '../../src/search/frontier.ts';
import { testDatabase } from '../support/database.ts';
import { inOneInstance } from '../support/one-instance.ts';
import { rows, type SqlRace, SqlScenario } from '../support/sql-scenario.ts';
import { lock, read, set, take } from '../support/statements.ts';

const withdrawal = ['begin', lock(1), take(1, 60), 'commit'];
const races = {
  'a transaction and a statement': { A: withdrawal, B: [take(1, 10)] },
  'statements that are transactions by themselves': {
    A: [take(1, 10), read(1), take(1, 60)],
    B: [take(1, 5)],
  },
  'transactions that cross': {
    A: ['begin', take(1, 10), set(2, 110)],
    B: ['begin', take(2, 10), set(1, 110)],
  },
};

/** What is in the first row after some of the crashes of each race, but not after others. */
const ends = [30, 40, 95];

describe('crashes that leave the same behind', () => {
  const database = testDatabase('crashes_alike');
  const faults = ['crash-before', 'crash-after'] as const;

  async function explored(race: SqlRace, how: How, options: ExploreOptions = {}) {
    await using scenario = await SqlScenario.open(database.url, race);
    return await explore(telling(scenario, how), {
      postgresUrl: database.url,
      faults,
      ...options,
    });
  }

  for (const [name, clients] of Object.entries(races)) {
    for (const instances of ['one', 'each'] as const) {
      it(`are counted as if they were run, in fewer runs: ${name}, ${instances === 'one' ? 'one instance' : 'an instance each'}`, async () => {
        const race = {
          ...rows(2),
          clients,
          violation: ([one]: readonly Record<string, unknown>[]) =>
            ends.includes(Number(one?.['amount'])) ? 'taken' : undefined,
        };
        const all = await explored(race, { tells: 'unsaid', instances });
        const merged = await explored(race, { tells: 'at the end', instances });
        assert.deepEqual(counted(merged), counted(all));
        assert.ok(merged.run < all.run, `${merged.run} runs, and ${all.run}`);
      });
    }
  }

  it('are all run where a client is told something by each reply', async () => {
    const race = { ...rows(1), clients: races['a transaction and a statement'] };
    const all = await explored(race, { tells: 'unsaid', instances: 'each' });
    const told = await explored(race, { tells: 'each reply', instances: 'each' });
    assert.equal(told.run, all.run);
    assert.deepEqual(counted(told), counted(all));
  });

  it('are all run where all is executed, and where runs are kept', async () => {
    const race = { ...rows(1), clients: races['a transaction and a statement'] };
    for (const option of [{ executesAll: true }, { keepsRuns: true }]) {
      const all = await explored(race, { tells: 'unsaid', instances: 'each' }, option);
      const merged = await explored(race, { tells: 'at the end', instances: 'each' }, option);
      assert.equal(merged.run, all.run);
    }
  });
});

interface How {
  /** When a client tells what it was told: never, so that it may be at any time, when it has finished, or with each reply. */
  readonly tells: 'unsaid' | 'at the end' | 'each reply';
  readonly instances: 'one' | 'each';
}

/** The scenario with `told`, all of its clients in one instance where that is asked for. */
function telling(separate: SqlScenario, { tells, instances }: How): Scenario {
  const scenario = instances === 'one' ? inOneInstance(separate) : separate;
  return {
    async prepare(options) {
      const prepared = await scenario.prepare(options);
      let finished = 0;
      let asked = 0;
      const clients = prepared.clients.map((plan) => ({
        ...plan,
        async run(clock: Parameters<typeof plan.run>[0]) {
          const result = await plan.run(clock);
          finished += 1;
          return result;
        },
      }));
      const told = () => {
        asked += 1;
        return tells === 'each reply' ? String(asked) : String(finished);
      };
      return { ...prepared, clients, ...(tells !== 'unsaid' && { told }) };
    },
  };
}

function counted(found: Exploration) {
  const { distinct, possible, impossible, failing, failingDistinct } = found;
  const { verdict, complete, outcomes, violations, first } = found;
  return {
    ...{ distinct, possible, impossible, failing, failingDistinct },
    ...{ verdict, complete, outcomes, violations },
    // Which of those that are as easy to read comes first depends on where they were noted.
    changes: first && changesOfClient(first.schedule),
  };
}
