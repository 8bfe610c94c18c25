import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startBreakable } from '@workbook/services';
import pg from 'pg';
import { controlPostgres, explore, OwnConnections } from '../../src/index.ts';
import { codeScenario } from '../support/code-scenario.ts';
import { testDatabase } from '../support/database.ts';

controlPostgres();

describe("the explorer's own connections", () => {
  const database = testDatabase('own_connections');

  /** The sessions that the explorer has in the database, once those that end have ended. */
  async function sessions(wanted: number): Promise<readonly number[]> {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    for (;;) {
      const { rows } = await client.query<{ pid: number }>(
        `select pid from pg_stat_activity
         where datname = current_database() and application_name = 'explorer' order by pid`,
      );
      if (rows.length > wanted) continue;
      await client.end();
      return rows.map(({ pid }) => pid);
    }
  }

  const search = async (connections?: OwnConnections) => {
    const pool = new pg.Pool({ connectionString: database.url });
    const ask = async () => (await pool.query('select 1 as one')).rows[0].one;
    const { verdict } = await explore(
      codeScenario({ share: () => pool, clients: { A: ask, B: ask } }),
      { postgresUrl: database.url, ...(connections && { connections }) },
    );
    await pool.end();
    assert.equal(verdict, 'prevented');
  };

  it('end with each search, unless they are kept', async () => {
    await search();
    assert.deepEqual(await sessions(0), []);
  });

  it('stay the same from search to search, and end when they are disposed of', async () => {
    const connections = new OwnConnections();
    await search(connections);
    const kept = await sessions(1);
    assert.equal(kept.length, 1);
    await search(connections);
    assert.deepEqual(await sessions(1), kept);
    await connections[Symbol.asyncDispose]();
    assert.deepEqual(await sessions(0), []);
    await search(connections);
    const anew = await sessions(1);
    assert.notDeepEqual(anew, kept);
    await connections[Symbol.asyncDispose]();
  });

  it('are said to be missing where no server answers', async () => {
    const scenario = codeScenario({ share: () => undefined, clients: { A: async () => {} } });
    await assert.rejects(explore(scenario, { postgresUrl: 'postgres://127.0.0.1:1/none' }), {
      name: 'ExplorationError',
      message: /^the postgresUrl cannot be reached: .*ECONNREFUSED/,
    });
    await assert.rejects(explore(scenario, { redisUrl: 'redis://127.0.0.1:1' }), {
      name: 'ExplorationError',
      message: /^the redisUrl cannot be reached: .*ECONNREFUSED/,
    });
  });

  it('fail what is asked of a Redis that has gone away', async () => {
    await using stack = new AsyncDisposableStack();
    const redis = stack.use(await startBreakable('redis'));
    const clock = stack.use(await stack.use(new OwnConnections()).redisClockOf(redis.info.url));
    await redis.halt();
    await assert.rejects(clock.failOver());
    await assert.rejects(clock.failOver(), { message: 'The client is offline' });
  });
});
