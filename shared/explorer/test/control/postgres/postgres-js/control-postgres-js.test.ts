import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import postgres from 'postgres';
import {
  controlPostgres,
  type ExploreOptions,
  explore,
  type JudgedRun,
  type PrepareOptions,
  parseSchedule,
  type RunRecord,
  replay,
} from '../../../../src/index.ts';
import { testDatabase } from '../../../support/database.ts';

type Work = (sql: postgres.Sql, client: string) => Promise<unknown>;

describe('postgres under control', () => {
  const database = testDatabase('postgres_js');
  let admin: pg.Client;
  before(async () => {
    controlPostgres(postgres);
    admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
    await admin.query('create table stock (id int primary key, amount int check (amount >= 0))');
  });
  after(() => admin.end());

  /** Two clients, each in an instance of its own unless they share one, on a stock of two. */
  const scenarioOf = (work: Work, { max = 2, instances = 2, fetch_types = true } = {}) => {
    let sqls: postgres.Sql[] = [];
    const close = async () => {
      await Promise.all(sqls.map((sql) => sql.end({ timeout: 0 })));
    };
    return {
      async prepare(options: PrepareOptions) {
        await admin.query('truncate stock; insert into stock values (1, 2), (2, 2)');
        if (options.fresh || sqls.length === 0) {
          await close();
          sqls = Array.from({ length: instances }, (_, one) =>
            options.as(one, () => postgres(database.url, { max, fetch_types })),
          );
        }
        return {
          clients: ['A', 'B'].map((name, i) => ({
            name,
            instance: i % instances,
            label: 'begins',
            run: () => work(sqls[i % instances] as postgres.Sql, name),
          })),
          async judge({ ending }: RunRecord) {
            const { rows } = await admin.query('select amount from stock order by id');
            const left = rows.map(({ amount }) => amount).join();
            return {
              outcome: `${ending.kind} ${left}`,
              ...(rows[0].amount > 0 && { violation: `${left} left` }),
            };
          },
        };
      },
      [Symbol.asyncDispose]: close,
    };
  };
  const explored = async (work: Work, options: ExploreOptions = {}, setUp = {}) => {
    await using scenario = scenarioOf(work, setUp);
    return await explore(scenario, { postgresUrl: database.url, ...options });
  };
  const replayed = async (work: Work, schedule: string, setUp = {}): Promise<JudgedRun> => {
    await using scenario = scenarioOf(work, setUp);
    return await replay(scenario, parseSchedule(schedule), { postgresUrl: database.url });
  };

  const lossy: Work = async (sql) => {
    const [row] = await sql`select amount from stock where id = ${1}`;
    await sql`update stock set amount = ${row?.amount - 1} where id = ${1}`;
  };
  const atOnce: Work = (sql) => sql`update stock set amount = amount - 1 where id = 1`;
  const locking: Work = (sql) =>
    sql.begin(async (transaction) => {
      const [row] = await transaction`select amount from stock where id = 1 for update`;
      const changed = { amount: row?.amount - 1 };
      await transaction`update stock set ${transaction(changed)} where id = 1`;
    });

  it('loses an update, and says how', async () => {
    const { verdict, failing, possible, first } = await explored(lossy);
    assert.deepEqual([verdict, failing, possible], ['possible', 12, 20]);
    assert.deepEqual(
      first?.turns.map(({ client, text }) => `${client} ${text}`),
      [
        'A begins',
        'A select amount from stock where id = 1',
        'B begins',
        'B select amount from stock where id = 1',
        'B update stock set amount = 1 where id = 1',
        'A update stock set amount = 1 where id = 1',
      ],
    );
    assert.deepEqual(first?.turns[1]?.reply, { rows: [{ amount: 2 }], rowCount: 1 });
  });

  it('does not where the server does it at once', async () => {
    const { verdict } = await explored(atOnce);
    assert.equal(verdict, 'prevented');
  });

  it('does not where a transaction locks the row, for which the other client waits', async () => {
    const { verdict, impossible } = await explored(locking);
    assert.equal(verdict, 'prevented');
    assert.ok(impossible > 0, 'some orders cannot happen because of the lock');
    const { turns } = await replayed(locking, 'AAABBB');
    assert.deepEqual(
      turns
        .slice(0, 6)
        .map(({ client, text, outcome, waitsFor }) => [client, text, outcome, waitsFor.join()]),
      [
        ['A', 'begins', 'done', ''],
        ['A', 'begin', 'done', ''],
        ['A', 'select amount from stock where id = 1 for update', 'done', ''],
        ['B', 'begins', 'done', ''],
        ['B', 'begin', 'done', ''],
        ['B', 'select amount from stock where id = 1 for update', 'waiting', 'A'],
      ],
    );
    assert.equal(turns[6]?.text, 'update stock set "amount"=1 where id = 1');
  });

  it('waits inside the process for a connection of its pool', async () => {
    const { verdict, outcomes } = await explored(locking, {}, { max: 1, instances: 1 });
    assert.deepEqual([verdict, outcomes], ['prevented', ['finished 0,2']]);
  });

  it('waits for ever for a second connection of its own pool, whatever other instances do', async () => {
    const nested: Work = (sql) => sql.begin(() => sql.begin((inner) => inner`select 1`));
    for (const reduction of ['sleep-sets', 'none'] as const) {
      const { verdict, outcomes } = await explored(nested, { reduction }, { max: 1 });
      assert.deepEqual([verdict, outcomes], ['possible', ['stuck 2,2']]);
    }
  });

  it('finds a deadlock with each of its members as the victim', async () => {
    const crossed: Work = (sql, client) =>
      sql
        .begin(async (transaction) => {
          for (const id of client === 'A' ? [1, 2] : [2, 1])
            await transaction`update stock set amount = amount - 1 where id = ${id}`;
        })
        .catch((error) => error.code);
    const { verdict, outcomes } = await explored(crossed);
    assert.deepEqual([verdict, outcomes], ['possible', ['finished 0,0', 'finished 1,1']]);
    for (const victim of ['A', 'B']) {
      const schedule = `AAABBBAB${victim === 'B' ? '' : 'a'}`;
      const { turns, results } = await replayed(crossed, schedule);
      const [closing] = turns.filter(({ deadlock }) => deadlock);
      assert.deepEqual(closing?.deadlock, { victim, members: ['A', 'B'] });
      assert.equal(results.get(victim), '40P01');
    }
  });

  it('has its errors, and goes on after them', async () => {
    const failing: Work = async (sql) => {
      await sql`update stock set amount = -1 where id = 1`.catch(() => {});
      await sql`update stock set amount = 0 where id = 1`;
    };
    const { turns } = await replayed(failing, 'AAABBB');
    assert.equal(turns[1]?.reply?.error?.code, '23514');
    assert.equal(turns[2]?.reply?.rowCount, 1);
  });

  it('loses its connection, and the locks with it, when its instance crashes', async () => {
    const run = await replayed(locking, 'AAAA-B');
    assert.deepEqual([run.crashedInstances, run.outcome], [[0], 'finished 1,2']);
  });

  it('agrees with the full search, which runs more orders', async () => {
    const ownRows: Work = async (sql, client) => {
      await sql`update stock set amount = amount - 1 where id = ${client === 'A' ? 1 : 2}`;
      await sql.unsafe('select amount from stock where id = $1', [client === 'A' ? 1 : 2]);
    };
    const reduced = await explored(ownRows);
    const full = await explored(ownRows, { reduction: 'none' });
    assert.deepEqual([reduced.outcomes, reduced.possible], [full.outcomes, full.possible]);
    assert.ok(reduced.run < full.run, `${reduced.run} of ${full.run} runs`);
  });

  it('refuses what it does not control', async () => {
    // The library does not look after its own query for the types: the process would end with the connection.
    const setUp = { fetch_types: false };
    const cursor: Work = (sql) => sql`select id from stock`.cursor(1, () => {});
    await assert.rejects(
      explored(cursor, {}, setUp),
      /^ExplorationError: client A reads with a cursor, .*: use plain queries, and sql\.begin where they belong together, or say /,
    );
    const reserved: Work = async (sql) => {
      const own = await sql.reserve();
      await own`select 1`;
      own.release();
    };
    await assert.rejects(
      explored(reserved, {}, setUp),
      /^ExplorationError: client A connects .*, and use sql\.begin instead of sql\.reserve$/,
    );
    const cancelled: Work = async (sql) => {
      const query = sql`select pg_sleep(60)`.execute();
      query.cancel();
      await query.catch(() => {});
    };
    const says =
      /^ExplorationError: client A cancels "select pg_sleep\(60\)"( by node_modules\/postgres)? at \S+, which is not under control, so that its order is left to chance: let statement_timeout end it instead, or say that it does not matter, with the option mayEscape$/;
    await assert.rejects(explored(cancelled, {}, setUp), says);
  });
});
