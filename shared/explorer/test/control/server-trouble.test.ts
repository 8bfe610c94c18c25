import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startBreakable } from '@workbook/services';
import { Redis } from 'ioredis';
import pg from 'pg';
import postgres from 'postgres';
import { createClient } from 'redis';
import { controlPostgres, controlRedis, explore } from '../../src/index.ts';
import { codeScenario } from '../support/code-scenario.ts';
import { testDatabase } from '../support/database.ts';

controlPostgres();
controlPostgres(postgres);
controlRedis();
controlRedis(Redis);

describe('a PostgreSQL that lets a role have one connection only', () => {
  const database = testDatabase('server_trouble');
  let narrow: string;
  let admin: pg.Client;
  before(async () => {
    admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
    await admin.query("create role narrow login password 'narrow' connection limit 1");
    await admin.query('grant set on parameter deadlock_timeout to narrow');
    narrow = Object.assign(new URL(database.url), { username: 'narrow', password: 'narrow' }).href;
  });
  after(async () => {
    await admin.query('drop owned by narrow; drop role narrow');
    await admin.end();
  });

  const uses: Record<string, () => Promise<unknown>> = {
    pg: async () => {
      await using stack = new AsyncDisposableStack();
      for (const query of ['select 1', 'select 2']) {
        const client = new pg.Client({ connectionString: narrow });
        stack.defer(() => client.end());
        client.on('error', () => {});
        await client.connect();
        await client.query(query);
      }
      return 'two connections';
    },
    'postgres.js': async () => {
      await using stack = new AsyncDisposableStack();
      for (let i = 0; i < 2; i += 1) {
        const sql = postgres(narrow, { max: 1, fetch_types: false });
        stack.defer(() => sql.end());
        await sql`select 1`;
      }
      return 'two connections';
    },
  };
  for (const [name, use] of Object.entries(uses))
    it(`is what went wrong, and no code is accused: ${name}`, async () => {
      const answered = () => use().catch(({ message }: Error) => message);
      await assert.rejects(
        explore(codeScenario({ share: () => undefined, clients: { A: answered } }), {
          postgresUrl: database.url,
        }),
        {
          name: 'ExplorationError',
          message:
            'the PostgreSQL server lacks what it needs (53300: too many connections for role "narrow"): nothing can be said of the code',
        },
      );
    });
});

describe('a Redis whose memory is full', () => {
  /** Connects, and says how a value is set and how the connection ends. */
  const drivers = {
    redis: async (url: string) => {
      const client = await createClient({ url }).connect();
      return { set: () => client.set('stock', 1), end: () => client.destroy() };
    },
    ioredis: async (url: string) => {
      const client = new Redis(url);
      await client.ping();
      return { set: () => client.set('stock', 1), end: () => client.disconnect() };
    },
  };
  for (const [name, connect] of Object.entries(drivers))
    it(`is what went wrong, and no code is accused: ${name}`, async () => {
      await using stack = new AsyncDisposableStack();
      const { info } = stack.use(await startBreakable('redis'));
      const { set, end } = await connect(info.url);
      const admin = await createClient({ url: info.url }).connect();
      stack.defer(end);
      stack.defer(() => admin.destroy());
      await admin.configSet('maxmemory', '1');
      const answered = () => set().catch(({ message }: Error) => message);
      await assert.rejects(
        explore(codeScenario({ share: () => undefined, clients: { A: answered } })),
        {
          name: 'ExplorationError',
          message:
            /^the Redis server lacks what it needs \(OOM .*\): nothing can be said of the code$/,
        },
      );
    });
});
