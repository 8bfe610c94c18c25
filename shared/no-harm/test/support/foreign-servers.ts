import { createHash } from 'node:crypto';
import { startBreakable } from '@workbook/services';
import pg from 'pg';
import { createClient } from 'redis';
import { dumpDatabase } from '../../../schema/test/support/database-dump.ts';
import { foreignDatabase } from '../../../schema/test/support/foreign-objects.ts';

/** A PostgreSQL and a Redis that other programs use, with much in them. */
export interface ForeignServers extends AsyncDisposable {
  /** The environment of a user who has named them. */
  readonly environment: { readonly DATABASE_URL: string; readonly REDIS_URL: string };
  /** All that they hold, as text: two are equal unless something was made, changed or dropped. */
  dump(): Promise<Dump>;
}

export interface Dump {
  readonly postgres: string;
  readonly redis: string;
}

export async function startForeignServers(): Promise<ForeignServers> {
  const stack = new AsyncDisposableStack();
  const postgres = stack.use(await startBreakable('postgres'));
  const redis = stack.use(await startBreakable('redis'));
  await fillPostgres(postgres.info.url);
  await fillRedis(redis.info.url);
  return {
    environment: {
      DATABASE_URL: databaseIn(postgres.info.url, 'shop'),
      REDIS_URL: databaseIn(redis.info.url, '5'),
    },
    dump: async () => ({
      postgres: await dumpPostgres(postgres.info.url),
      redis: await dumpRedis(redis.info.url),
    }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** A short name for what a dump says. */
export function hashOf(dump: string): string {
  return createHash('sha256').update(dump).digest('hex').slice(0, 12);
}

function databaseIn(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}

async function fillPostgres(url: string): Promise<void> {
  await run(url, 'create database shop');
  await run(url, `create role clerk login; comment on database shop is 'orders and customers'`);
  await run(url, 'create database workbook_0123456789ab');
  await run(databaseIn(url, 'shop'), foreignDatabase);
  // One with a table as step 05 has it, and a little more.
  await run(
    databaseIn(url, 'workbook_0123456789ab'),
    `create table account (id serial primary key, owner text, balance bigint, note text);
     insert into account (owner, balance) values ('ann', 100)`,
  );
}

async function run(url: string, statements: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statements);
  } finally {
    await client.end();
  }
}

/** Some of its databases are in use, the first, the last and the one that the url names among them. */
async function fillRedis(url: string): Promise<void> {
  for (const database of ['0', '5', '9', '15']) {
    await withRedis(databaseIn(url, database), async (client) => {
      await client.set('account:1', `not the workbook's, in ${database}`);
      await client.set('session', 'ends one day', { expiration: { type: 'EX', value: 86_400 } });
      await client.hSet('basket', { apples: '3', pears: '4' });
      await client.sAdd('workbook:claim', 'a name that another program may use as well');
    });
  }
}

async function dumpPostgres(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows: databases } = await client.query<{ name: string }>(
    'select datname as name from pg_database where datallowconn order by 1',
  );
  const { rows: roles } = await client.query('select * from pg_roles order by 1');
  await client.end();
  const dumps = [JSON.stringify(roles)];
  for (const { name } of databases)
    dumps.push(`database ${name}`, await dumpDatabase(databaseIn(url, name)));
  return dumps.join('\n');
}

async function dumpRedis(url: string): Promise<string> {
  const lines: string[] = [];
  for (let database = 0; database < 16; database += 1) {
    await withRedis(databaseIn(url, String(database)), async (client) => {
      for (const key of (await client.keys('*')).sort()) {
        const value = (await client.sendCommand(['DUMP', key])) as unknown;
        const expires = await client.expireTime(key);
        lines.push(JSON.stringify([database, key, String(value), expires]));
      }
    });
  }
  return lines.join('\n');
}

async function withRedis(
  url: string,
  work: (client: ReturnType<typeof clientOf>) => Promise<void>,
): Promise<void> {
  const client = clientOf(url);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.close();
  }
}

function clientOf(url: string) {
  return createClient({ url });
}
