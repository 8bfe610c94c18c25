import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { Worker } from 'node:worker_threads';
import pg from 'pg';
import postgres from 'postgres';
import { controlPostgres, explore, parseSchedule, replay } from '../../src/index.ts';
import { codeScenario } from '../support/code-scenario.ts';
import { testDatabase } from '../support/database.ts';

controlPostgres();
controlPostgres(postgres);

/** Takes real time, which the scheduler waits for. */
const takeRealMs = (ms: number) =>
  once(new Worker(`setTimeout(() => {}, ${ms})`, { eval: true }), 'exit');

describe('a limit that counts real time', () => {
  const database = testDatabase('real_limits');

  it('does not end the wait for a connection while another client can give one back', async () => {
    const pool = new pg.Pool({
      connectionString: database.url,
      max: 1,
      connectionTimeoutMillis: 20,
    });
    const ask = async () => {
      const connection = await pool.connect();
      await connection.query('select 1');
      await takeRealMs(60);
      connection.release();
      return 'answered';
    };
    const { outcomes } = await explore(
      codeScenario({ share: () => pool, clients: { A: ask, B: ask } }),
      { postgresUrl: database.url, mayEscape: () => true },
    );
    assert.deepEqual(outcomes, ['finished [["A","answered"],["B","answered"]]']);
    await pool.end();
  });

  for (const [whose, limits] of Object.entries({
    'of a pool': [{ query_timeout: 20 }, {}],
    'of a query': [{}, { query_timeout: 20 }],
  }))
    it(`does not end a query that is held back, and is a caveat: that ${whose}`, async () => {
      const [ofPool, ofQuery] = limits;
      const pool = new pg.Pool({ connectionString: database.url, ...ofPool });
      const ask = async () => {
        await pool.query({ text: 'select 1', ...ofQuery });
        await takeRealMs(60);
        return 'answered';
      };
      const { outcomes, caveats } = await explore(
        codeScenario({ share: () => pool, clients: { A: ask, B: ask } }),
        { postgresUrl: database.url, mayEscape: () => true },
      );
      assert.deepEqual(outcomes, ['finished [["A","answered"],["B","answered"]]']);
      assert.deepEqual(caveats, [
        'a client that gives up a query after its query_timeout of 20 ms: in a run it waits for the reply, as only real time would count',
      ]);
      await pool.end();
    });

  it('ends it when no client can', async () => {
    const pool = new pg.Pool({
      connectionString: database.url,
      max: 1,
      connectionTimeoutMillis: 2000,
    });
    const nested = async () => {
      const connection = await pool.connect();
      try {
        return await pool.query('select 1').then(
          () => 'answered',
          ({ message }: Error) => message,
        );
      } finally {
        connection.release();
      }
    };
    const { outcomes } = await explore(
      codeScenario({ share: () => pool, clients: { A: nested } }),
      {
        postgresUrl: database.url,
      },
    );
    assert.deepEqual(outcomes, ['finished [["A","timeout exceeded when trying to connect"]]']);
    await pool.end();
  });

  it('of PostgreSQL is no verdict when it has ended the wait for a lock', async () => {
    const pool = new pg.Pool({ connectionString: database.url, lock_timeout: 20 });
    await pool.query('create table stock (id int primary key, amount int)');
    await pool.query('insert into stock values (1, 1)');
    const scenario = codeScenario({
      share: () => pool,
      clients: {
        A: async () => {
          const connection = await pool.connect();
          try {
            await connection.query('begin');
            await connection.query('update stock set amount = 2 where id = 1');
            await connection.query('select 1');
            await takeRealMs(60);
            await connection.query('commit');
          } finally {
            connection.release();
          }
        },
        B: () => pool.query('update stock set amount = 3 where id = 1').catch(() => 'too late'),
      },
    });
    const options = { postgresUrl: database.url, mayEscape: () => true };
    await assert.rejects(replay(scenario, parseSchedule('AAABBA'), options), {
      name: 'Undecided',
      message: /^client B waited in "update .*" until a time limit of PostgreSQL was over/,
    });
    await pool.end();
  });

  /** A keeps a row locked until B is done, and B waits for the row: only a limit ends that. */
  const eachWaitsForTheOther = async (first: string | undefined, config: pg.PoolConfig = {}) => {
    const pool = new pg.Pool({ connectionString: database.url, ...config });
    await pool.query('drop table if exists stock');
    await pool.query('create table stock (id int primary key, amount int)');
    await pool.query('insert into stock values (1, 1)');
    const inTransaction = async (...more: (() => unknown)[]) => {
      const connection = await pool.connect();
      try {
        await connection.query('begin');
        if (first) await connection.query(first);
        await connection.query('update stock set amount = 2 where id = 1');
        for (const one of more) await one();
        await connection.query('commit');
        return 'done';
      } catch (error) {
        await connection.query('rollback');
        return (error as { code: string }).code;
      } finally {
        connection.release();
      }
    };
    const scenario = codeScenario({
      share: () => Promise.withResolvers<void>(),
      clients: {
        A: ({ promise }) => inTransaction(() => promise),
        B: async ({ resolve }) => {
          const answer = await inTransaction();
          resolve();
          return answer;
        },
      },
    });
    return { pool, scenario };
  };

  it('of PostgreSQL ends a wait for a lock where no client can go on', async () => {
    const limits: Record<string, { lock_timeout?: number; first?: string }> = {
      'the options': { lock_timeout: 20 },
      SET: { first: "set lock_timeout to '20ms'" },
      'SET LOCAL': { first: 'set local statement_timeout = 20' },
      set_config: { first: "select set_config('lock_timeout', '20', true)" },
      none: {},
    };
    const found: Record<string, string> = {};
    for (const [name, { first, ...config }] of Object.entries(limits)) {
      const { pool, scenario } = await eachWaitsForTheOther(first, config);
      const more = first ? 'A' : '';
      const schedule = parseSchedule(
        `AAA${more}BBB${more.replace('A', 'B')}${name === 'none' ? '' : 'BA'}`,
      );
      const { outcome } = await replay(scenario, schedule, { postgresUrl: database.url });
      found[name] = outcome;
      // The connection of a client that is stuck never comes back, nor does that of a run that was executed again.
      void pool.end();
    }
    const ended = (code: string) => `finished [["A","done"],["B","${code}"]]`;
    assert.deepEqual(found, {
      'the options': ended('55P03'),
      SET: ended('55P03'),
      'SET LOCAL': ended('57014'),
      set_config: ended('55P03'),
      none: 'stuck []',
    });
  });

  const limits = [
    ['idle_in_transaction_session_timeout', 'begin'],
    ['transaction_timeout', 'begin'],
    ['idle_session_timeout', 'select 1'],
  ] as const;
  for (const [setting, second] of limits) {
    it(`of PostgreSQL is no verdict when it has ended a session: ${setting}`, async () => {
      const waiting = async () => {
        const client = new pg.Client({ connectionString: database.url });
        client.on('error', () => {});
        await client.connect();
        await client.query(`set ${setting} = 40`);
        await client.query(second);
        await takeRealMs(80);
        return await client.query('select 2').catch((error: Error) => error.message);
      };
      const { verdict, reason } = await explore(
        codeScenario({ share: () => undefined, clients: { A: waiting } }),
        { postgresUrl: database.url, mayEscape: () => true },
      );
      assert.equal(verdict, 'inconclusive');
      const says = `^PostgreSQL has ended the session of client A by ${setting}: .* Real time passes there: raise the limit$`;
      assert.match(reason ?? '', new RegExp(says));
    });
  }

  it('of PostgreSQL is no verdict when it has ended a session of postgres.js', async () => {
    const sql = postgres(database.url, { fetch_types: false, onnotice: () => {} });
    const waiting = () =>
      sql
        .begin(async (transaction) => {
          await transaction`set local idle_in_transaction_session_timeout = 5`;
          await takeRealMs(60);
          await transaction`select 2`;
        })
        .catch((error: Error) => error.message);
    const { verdict, reason } = await explore(
      codeScenario({ share: () => sql, clients: { A: waiting } }),
      { postgresUrl: database.url, mayEscape: () => true },
    );
    assert.equal(verdict, 'inconclusive');
    assert.match(reason ?? '', /of client A by idle_in_transaction_session_timeout: .*raise the/);
    await sql.end();
  });

  it('of PostgreSQL is no verdict when it has ended a statement that waits for no client', async () => {
    const pool = new pg.Pool({ connectionString: database.url, statement_timeout: 20 });
    const ask = () => pool.query('select pg_sleep(10)').catch(({ code }) => code as string);
    const { verdict, reason } = await explore(
      codeScenario({ share: () => undefined, clients: { A: ask } }),
      { postgresUrl: database.url },
    );
    assert.equal(verdict, 'inconclusive');
    assert.match(
      reason ?? '',
      /^client A waited in "select pg_sleep\(10\)" until .* canceling statement due to statement timeout\. Real time/,
    );
    await pool.end();
  });

  it('of PostgreSQL that is too long to be waited for is no verdict', async () => {
    const { pool, scenario } = await eachWaitsForTheOther("set lock_timeout to '10min'");
    const { verdict, reason } = await explore(scenario, { postgresUrl: database.url });
    assert.equal(verdict, 'inconclusive');
    assert.match(
      reason ?? '',
      /^client [AB] waits in "update .*" until lock_timeout or statement_timeout ends that after 600 s, /,
    );
    void pool.end();
  });
});
