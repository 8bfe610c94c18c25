import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import pg from 'pg';
import { Catalog, type Table } from '../../src/control/postgres/catalog/catalog.ts';
import { KnownCatalog } from '../../src/control/postgres/catalog/known-catalog.ts';
import { defineService, explore, PositionGraph, replayEach } from '../../src/index.ts';
import { SchemaChanged } from '../../src/model/errors.ts';
import type { Learnt } from '../../src/model/exploration.ts';
import { Discoveries } from '../../src/search/discoveries.ts';
import type { Finding, SearchExecutor } from '../../src/search/finding.ts';
import type { Branch } from '../../src/search/frontier.ts';
import { Search } from '../../src/search/search.ts';
import { testDatabase } from '../support/database.ts';
import { plainTable } from '../support/plain-table.ts';
import { SqlScenario } from '../support/sql-scenario.ts';

const news: Learnt = {
  moved: ['stock in its order'],
  locksTables: false,
  isForgotten: false,
  breaksTurns: false,
  asked: {},
};

/** A run of one client after the other; where `A` has gone first, `B` could have. */
const runOf = ({ prefix }: Branch): Finding => ({
  text: prefix.length === 0 ? 'AB' : 'BA',
  moves: [{ client: 'A' }, { client: 'B' }],
  seen: [],
  met: [],
  alike: [],
  ending: { kind: 'finished' },
  idle: [],
  failed: [],
  repeated: false,
  found: prefix.length === 0 ? [{ at: 0, move: { client: 'B' }, sleeping: [], others: [] }] : [],
  orders: 1,
  impossible: [],
  outcome: 'done',
  caveats: [],
});

/** An executor that learns something in its first run. */
class Learner implements SearchExecutor<undefined> {
  readonly capacity = 1;
  readonly reusesInstances = true;
  readonly told: Learnt[] = [];
  #learns: boolean;
  readonly #isChange: boolean;

  constructor({
    learns,
    isChange = true,
  }: { readonly learns: boolean; readonly isChange?: boolean }) {
    this.#learns = learns;
    this.#isChange = isChange;
  }

  async find(branch: Branch): Promise<Finding> {
    const learns = this.#learns;
    this.#learns = false;
    if (learns && this.#isChange) throw new SchemaChanged('something is shown', news);
    return { ...runOf(branch), ...(learns && { learnt: news }) };
  }

  know(learnt: Learnt): void {
    this.told.push(learnt);
  }

  renewInstances(): void {}
  executeAllSends(): void {}
  takeTime(): void {}

  async confirm(): Promise<never> {
    throw new Error('nothing fails here');
  }
}

describe('what a search has learnt of the database', () => {
  const database = testDatabase('learnt');

  it('makes instances that share nothing once, although the first run shows that what picks rows changes', async () => {
    const madeFor = async (sharesMemory: boolean, condition: string): Promise<number> => {
      let made = 0;
      const sell = ({ pool }: { readonly pool: pg.Pool }) =>
        pool.query(`update stock set amount = amount - 1 where ${condition}`);
      const service = defineService({
        instance: () => {
          made += 1;
          const pool = new pg.Pool({ connectionString: database.url });
          return { pool, close: () => pool.end() };
        },
        reset: ({ pool }) =>
          pool.query(`create table if not exists stock (id int primary key, amount int);
            truncate stock; insert into stock values (1, 2)`),
        clients: { A: sell, B: sell },
        judge: () => undefined,
        sharesMemory,
      });
      await explore(service, { postgresUrl: database.url });
      return made;
    };
    // One more than the clients have is for `reset`.
    assert.equal(await madeFor(true, 'id = 1 and amount = 2'), 3);
    assert.equal(await madeFor(false, 'id = 1 and amount = 2'), 2);
    // That amounts change is no news where rows are picked by their ids.
    assert.equal(await madeFor(true, 'id = 1'), 2);
  });

  it('tells what further runs touch as it told it of the runs of the search', async () => {
    await using scenario = await SqlScenario.open(database.url, {
      schema: 'create table users (id int primary key, n int)',
      reset: 'truncate users',
      look: 'select id from users',
      clients: { A: ['insert into users values (1)'], B: ['insert into users values (2)'] },
    });
    const options = { postgresUrl: database.url };
    const { runs = [], learnt } = await explore(scenario, { ...options, keepsRuns: true });
    const graph = new PositionGraph(runs);
    const waysBy = async (knows: Learnt | undefined) => {
      const ways: unknown[] = [];
      for await (const run of replayEach(scenario, [runs[0]?.schedule ?? []], {
        ...options,
        knows,
      }))
        ways.push(graph.follow(run));
      return ways;
    };
    assert.deepEqual(await waysBy(undefined), [undefined]);
    assert.notDeepEqual(await waysBy(learnt), [undefined]);
  });

  it('tells of rows that clients have in turn what a search tells that keeps its runs', async () => {
    const work = ['begin', 'select * from users where id = 1 for update', 'commit'];
    await using scenario = await SqlScenario.open(database.url, {
      schema: 'create table if not exists users (id int primary key, n int)',
      reset: 'truncate users; insert into users values (1, 1)',
      look: 'select id from users',
      clients: { A: work, B: work },
    });
    const options = { postgresUrl: database.url };
    const { runs = [], learnt } = await explore(scenario, { ...options, keepsRuns: true });
    const graph = new PositionGraph(runs);
    const schedules = runs.map(({ schedule }) => schedule);
    for await (const run of replayEach(scenario, schedules, { ...options, knows: learnt }))
      assert.notEqual(graph.follow(run), undefined, run.text);
  });
});

describe('what is new of a database', () => {
  const moves = (...moved: readonly string[]) => ({ moved, locksTables: false });
  const learning = async () => {
    const catalog = new KnownCatalog(
      async () =>
        new Catalog({
          ...{ tables: [plainTable('stock')], sequences: [] },
          ...{ added: new Set<string>(), readsCommitted: true },
        }),
    );
    await catalog.learn();
    return { catalog, discoveries: new Discoveries(catalog) };
  };

  it('is told once, and is a change where it was taken as fixed', async () => {
    const { catalog, discoveries } = await learning();
    assert.equal(discoveries.news(), undefined);
    catalog.note(moves('stock.amount'));
    assert.deepEqual(discoveries.news(), {
      learnt: { ...moves('stock.amount'), isForgotten: false, breaksTurns: false, asked: {} },
      isChange: false,
    });
    assert.equal(discoveries.news(), undefined);
    catalog.note(moves('stock.amount'));
    assert.equal(discoveries.news(), undefined);
    const stock = catalog.current.tableOf('stock') as Table;
    assert.equal(catalog.current.isFixed(stock, 'amount'), false);
    assert.equal(catalog.current.isFixed(stock, 'name'), true);
    assert.equal(catalog.current.isReadInOrder('stock'), false);
    for (const moved of ['stock.name', 'stock in its order', '*']) {
      catalog.note(moves(moved));
      assert.equal(discoveries.news()?.isChange, true, moved);
    }
    catalog.noteBrokenTurns();
    assert.equal(discoveries.news()?.isChange, true);
    catalog.noteBrokenTurns();
    assert.equal(discoveries.news(), undefined);
  });

  it('is always a change where other executors may have taken it as fixed', async () => {
    const { catalog, discoveries } = await learning();
    discoveries.workBesideOthers();
    catalog.note(moves('stock.amount'));
    assert.equal(discoveries.news()?.isChange, true);
  });
});

describe('what an executor has learnt of the database', () => {
  it('is known to all of them, before the search begins anew', async () => {
    const [first, second] = [new Learner({ learns: true }), new Learner({ learns: false })];
    const { verdict, run } = await new Search([first, second], {}).all();
    assert.deepEqual([verdict, run], ['prevented', 2]);
    assert.deepEqual([first.told, second.told], [[news], [news]]);
  });

  for (const isChange of [true, false])
    it(`is known to a search that goes on where another one was stopped, ${isChange ? 'which has begun anew' : 'though it changes nothing'}`, async () => {
      const stopped = await new Search([new Learner({ learns: true, isChange })], {
        maxRuns: 1,
      }).all();
      assert.equal(stopped.unfinished?.run, 1);
      const other = new Learner({ learns: false });
      const { run } = await new Search([other], { goOnFrom: stopped.unfinished }).all();
      assert.deepEqual([run, other.told], [2, [news]]);
    });
});
