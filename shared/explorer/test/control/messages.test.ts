import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { Redis } from 'ioredis';
import pg from 'pg';
import postgres from 'postgres';
import { createClient } from 'redis';
import { controlPostgres, controlRedis, type ExploreOptions, explore } from '../../src/index.ts';
import { testDatabase } from '../support/database.ts';
import { testRedis } from '../support/redis.ts';

before(() => {
  controlPostgres(postgres);
  controlRedis(Redis);
});

/** How a library listens to the channel "news", and how it says something there. */
interface Library {
  listen(hear: () => void): Promise<unknown>;
  tell(): Promise<unknown>;
  close(): Promise<void> | void;
}

describe('a message, which a server sends when it likes', () => {
  const database = testDatabase('messages');
  let redisUrl: string;
  before(async () => {
    redisUrl = await testRedis();
    const admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
    await admin.query(`create table stock (amount int);
      create function tell() returns trigger language plpgsql as
        $$ begin perform pg_notify('news', 'x'); return null; end $$;
      create trigger telling after insert on stock execute function tell()`);
    await admin.end();
  });

  const libraries: Readonly<Record<string, () => Promise<Library>>> = {
    pg: async () => {
      const listener = new pg.Client({ connectionString: database.url });
      const pool = new pg.Pool({ connectionString: database.url });
      await listener.connect();
      return {
        listen: (hear) => listener.on('notification', hear).query('listen news'),
        tell: () => pool.query("select pg_notify('news', 'x')"),
        close: async () => {
          await listener.end();
          await pool.end();
        },
      };
    },
    'postgres.js': async () => {
      const sql = postgres(database.url, { max: 2, fetch_types: false });
      return {
        listen: (hear) => sql.listen('news', hear),
        tell: () => sql.notify('news', 'x'),
        close: () => sql.end({ timeout: 0 }),
      };
    },
    redis: async () => {
      const listener = await createClient({ url: redisUrl }).connect();
      const teller = await createClient({ url: redisUrl }).connect();
      return {
        listen: (hear) => listener.subscribe('news', hear),
        tell: () => teller.publish('news', 'x'),
        close: () => {
          listener.destroy();
          teller.destroy();
        },
      };
    },
    ioredis: async () => {
      const listener = new Redis(redisUrl);
      const teller = new Redis(redisUrl);
      return {
        listen: (hear) => listener.on('message', hear).subscribe('news'),
        tell: () => teller.multi().publish('news', 'x').exec(),
        close: () => {
          listener.disconnect();
          teller.disconnect();
        },
      };
    },
  };

  /** A client that waits for the message of another one, or a set-up that hears it. */
  const searched = (
    open: () => Promise<Library>,
    { hearsBefore }: { hearsBefore: boolean },
    options: ExploreOptions = {},
  ) =>
    explore(
      {
        async instance() {
          const library = await open();
          if (hearsBefore) await library.listen(() => {});
          return library;
        },
        instances: 2,
        reset: () => {},
        clients: {
          A: async (library: Library) => {
            if (hearsBefore) await library.tell();
            else await library.listen(() => {});
          },
          B: (library: Library) => library.tell().then(() => 'told'),
        },
        judge: () => undefined,
      },
      { postgresUrl: database.url, redisUrl, ...options },
    );

  for (const [name, open] of Object.entries(libraries)) {
    it(`is named where a client listens: ${name}`, () =>
      assert.rejects(
        searched(open, { hearsBefore: false }),
        /^ExplorationError: client A listens for messages by "(listen|SUBSCRIBE) "?news"?".*: leave out of the search what listens for messages, or say /,
      ));

    it(`is named where a client tells a set-up that listens: ${name}`, () =>
      assert.rejects(
        searched(open, { hearsBefore: true }),
        /^ExplorationError: client [AB] sends a message to code that listens by ".*(notify|PUBLISH)/,
      ));
  }

  // PostgreSQL tells the session that has caused it before it is ready for the next statement.
  const listeners: Readonly<Record<string, () => Promise<Library>>> = {
    pg: async () => {
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      return {
        listen: () => client.query('listen news'),
        tell: () => client.query('insert into stock values (1)'),
        close: () => client.end(),
      };
    },
    'postgres.js': async () => {
      const sql = postgres(database.url, { max: 1, fetch_types: false });
      return {
        listen: () => sql`listen news`,
        tell: () => sql`insert into stock values (1)`,
        close: () => sql.end({ timeout: 0 }),
      };
    },
  };
  for (const [name, open] of Object.entries(listeners))
    it(`is named where a trigger tells a set-up that listens: ${name}`, () =>
      assert.rejects(
        searched(open, { hearsBefore: true }),
        /^ExplorationError: the set-up of instance [01] is sent a message over the channel news/,
      ));

  it('matters to no client where no set-up listens, or where that is said', async () => {
    const open = libraries.pg as () => Promise<Library>;
    const silent = async () => ({ ...(await open()), listen: async () => {} });
    const { verdict } = await searched(silent, { hearsBefore: true });
    assert.equal(verdict, 'prevented');
    const mayEscape = ({ kind }: { readonly kind: string }) => kind === 'message';
    const { verdict: allowed } = await searched(open, { hearsBefore: true }, { mayEscape });
    assert.equal(allowed, 'prevented');
  });
});
