import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createDatabase } from '@workbook/services';
import {
  type Exploration,
  type ExploreOptions,
  ExplorerPool,
  parseSchedule,
} from '../../src/index.ts';
import { exploreSql, testServer } from '../support/database.ts';
import { firstRowChanged, type SentRace } from '../support/pool-scenario.ts';
import { rows } from '../support/sql-scenario.ts';
import { lock, read, set, take } from '../support/statements.ts';

const module = new URL('../support/pool-scenario.ts', import.meta.url);

const races: Record<string, SentRace['clients']> = {
  'transactions on one row': {
    A: ['begin', read(1), set(1, 70), 'commit'],
    B: ['begin', read(1), set(1, 50), 'commit'],
  },
  'a deadlock, with each victim': {
    A: ['begin', set(1, 1), set(2, 2), 'commit'],
    B: ['begin', set(2, 3), set(1, 4), 'commit'],
  },
  'three clients that queue for one row': { A: [take(1, 60)], B: [take(1, 60)], C: [lock(1)] },
  'nothing but reads': { A: [read(1), read(2)], B: [read(2), read(1)] },
};

describe('a search over two processes', () => {
  let pool: ExplorerPool<SentRace>;
  let url: string;
  before(async () => {
    const server = await testServer();
    url = await createDatabase(server, `pool_alone_${process.pid}`);
    const places = ['one', 'two'].map(async (name) => ({
      postgresUrl: await createDatabase(server, `pool_${name}_${process.pid}`),
    }));
    pool = new ExplorerPool(module, await Promise.all(places));
  });
  after(() => pool[Symbol.asyncDispose]());

  async function expectSameReport(race: SentRace, options: ExploreOptions): Promise<Exploration> {
    const alone = await exploreSql(url, { ...race, violation: firstRowChanged }, options);
    const shared = await pool.explore(race, options);
    assert.deepEqual(withoutProcessIds(shared), withoutProcessIds(alone));
    return shared;
  }

  for (const [name, clients] of Object.entries(races)) {
    it(`reports what a search in one process reports, for ${name}`, async () => {
      await expectSameReport({ ...rows(2), clients }, {});
    });
  }

  it('reports what a search in one process reports without reduction', async () => {
    const clients = races['nothing but reads'] ?? {};
    await expectSameReport({ ...rows(2), clients }, { reduction: 'none' });
  });

  it('reports the same when it is stopped before its end', async () => {
    const race = { ...rows(2), clients: races['transactions on one row'] ?? {} };
    for (const options of [{ stopAtFirst: true }, { maxRuns: 7 }, { enoughRuns: 4 }])
      await expectSameReport(race, { ...options, reduction: 'none' });
  });

  it('looks only at the orders that begin as it is told', async () => {
    const clients = races['transactions on one row'] ?? {};
    const found = await expectSameReport(
      { ...rows(2), clients },
      { reduction: 'none', beginning: parseSchedule('AB') },
    );
    assert.deepEqual([found.run, found.possible, found.impossible], [50, 50, 20]);
    const reduced = await expectSameReport(
      { ...rows(2), clients },
      { beginning: parseSchedule('AB') },
    );
    assert.deepEqual([reduced.possible, reduced.impossible], [50, 20]);
  });

  it('gives all processes new instances when one finds that memory shows', async () => {
    const memory = new URL('../support/memory-scenario.ts', import.meta.url);
    await using two = new ExplorerPool<undefined>(memory, [{}, {}]);
    const { run, outcomes } = await two.explore(undefined, { reduction: 'none' });
    assert.deepEqual([run, outcomes], [6, ['40']]);
  });

  it('works on one search at a time', async () => {
    const race = { ...rows(1), clients: { A: [read(1)] } };
    const first = pool.explore(race);
    await assert.rejects(pool.explore(race), { name: 'ExplorationError', message: /one|wait/ });
    assert.equal((await first).verdict, 'prevented');
  });

  it('is not a verdict when one of the processes ends', async () => {
    const place = { postgresUrl: url };
    await using lost = new ExplorerPool<SentRace>(module, [place]);
    await assert.rejects(lost.explore({ ...rows(1), clients: {}, crashesIn: 'pool_alone' }), {
      name: 'ExplorationError',
      message: 'a process of the search ended too early (code 3)',
    });
  });

  it('says so when the module makes no scenario', async () => {
    const without = new URL('../support/statements.ts', import.meta.url);
    await using wrong = new ExplorerPool(without, [{ postgresUrl: url }]);
    await assert.rejects(wrong.explore({}), {
      name: 'ExplorationError',
      message: /statements\.ts must export a function openScenario\(subject, urls\), and does not$/,
    });
  });
});

/** PostgreSQL names the processes and the database of a deadlock in its message: they differ. */
function withoutProcessIds(found: Exploration): unknown {
  return JSON.parse(JSON.stringify(found).replace(/\b(?:process|database) \d+/gi, 'a process'));
}
