import assert from 'node:assert/strict';
import { once } from 'node:events';
import { before, describe, it } from 'node:test';
import { Redis } from 'ioredis';
import pg from 'pg';
import postgres from 'postgres';
import { createClient } from 'redis';
import { controlPostgres, controlRedis, explore } from '../../src/index.ts';
import { codeScenario } from '../support/code-scenario.ts';
import { testDatabase } from '../support/database.ts';
import { testRedis } from '../support/redis.ts';

controlPostgres();
controlPostgres(postgres);
controlRedis();
controlRedis(Redis);

describe('a connection that a client opens and closes by itself', () => {
  const database = testDatabase('connections');
  let redis = '';
  before(async () => {
    redis = await testRedis();
  });

  const uses: Readonly<Record<string, () => Promise<unknown>>> = {
    pg: async () => {
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      await client.query('select 1');
      await client.end();
    },
    'postgres.js': async () => {
      const sql = postgres(database.url, { fetch_types: false });
      await sql`select 1`;
      await sql.end();
    },
    'redis, with close': async () => {
      const client = await createClient({ url: redis }).connect();
      await client.get('stock');
      await client.close();
    },
    'redis, with quit': async () => {
      const client = await createClient({ url: redis }).connect();
      await client.get('stock');
      await client.quit();
    },
    ioredis: async () => {
      const client = new Redis(redis);
      await client.get('stock');
      client.disconnect();
      await once(client, 'end');
    },
  };
  it('has an error for the statement that is held back when another client ends it', async () => {
    const pool = new pg.Pool({ connectionString: database.url });
    const { outcomes } = await explore(
      codeScenario({
        share: () => undefined,
        clients: {
          A: async () => {
            await pool.query(
              "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'victim'",
            );
          },
          B: async () => {
            const client = new pg.Client({
              connectionString: database.url,
              application_name: 'victim',
            });
            client.on('error', () => {});
            await client.connect();
            const answer = await client.query('select 1').then(
              () => 'answered',
              (error) => error.code,
            );
            await client.end();
            return answer;
          },
        },
        judge: (_, { results }) => ({ outcome: String(results.get('B')) }),
      }),
      { postgresUrl: database.url },
    );
    await pool.end();
    assert.deepEqual(outcomes, ['57P01', 'answered']);
  });

  for (const [name, use] of Object.entries(uses))
    it(`is no reason to be stuck: ${name}`, async () => {
      const { verdict, outcomes, possible } = await explore(
        codeScenario({
          share: () => undefined,
          clients: { A: use, B: use },
          judge: (_, { ending }) => ({ outcome: ending.kind }),
        }),
        { postgresUrl: database.url, redisUrl: redis, reduction: 'none' },
      );
      assert.deepEqual([verdict, outcomes, possible], ['prevented', ['finished'], 6]);
    });
});
