import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { Worker } from 'node:worker_threads';
import pg from 'pg';
import { controlPostgres, explore, parseSchedule, replay } from '../../src/index.ts';
import { codeScenario } from '../support/code-scenario.ts';
import { testDatabase } from '../support/database.ts';

controlPostgres();

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

  it('ends it when nobody can', async () => {
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
      message:
        /^client B waited for a lock in "update .*" until a time limit of PostgreSQL was over/,
    });
    await pool.end();
  });
});
