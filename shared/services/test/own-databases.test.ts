import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import pg from 'pg';
import {
  type BreakableService,
  createDatabase,
  environmentFor,
  startBreakable,
  startServices,
} from '../src/index.ts';
import { hold } from './support/holder.ts';
import './support/own-folder.ts';

const runName = /^workbook_[0-9a-f]{12}$/;

describe('on a server that DATABASE_URL names', () => {
  let server: BreakableService;
  let admin: pg.Client;
  before(async () => {
    server = await startBreakable('postgres');
    admin = new pg.Client({ connectionString: server.info.url });
    await admin.connect();
  });
  after(async () => {
    await admin.end();
    await server[Symbol.asyncDispose]();
  });
  beforeEach(() => {
    process.env.DATABASE_URL = server.info.url;
  });
  afterEach(() => {
    delete process.env.DATABASE_URL;
  });

  async function restart(): Promise<void> {
    await admin.end();
    await server.halt();
    await server.start();
    admin = new pg.Client({ connectionString: server.info.url });
    await admin.connect();
  }

  async function databases(): Promise<string[]> {
    const { rows } = await admin.query('SELECT datname FROM pg_database ORDER BY datname');
    return rows.map(({ datname }) => datname);
  }

  const original = ['postgres', 'template0', 'template1'];

  it('a run works in a database of its own, and drops it at the end', async () => {
    const services = await startServices({ postgres: true });
    const name = new URL(services.postgres.url).pathname.slice(1);
    assert.match(name, runName);
    assert.deepEqual(await databases(), [...original, name]);
    await services[Symbol.asyncDispose]();
    assert.deepEqual(await databases(), original);
  });

  it('what createDatabase() makes is called after the run, and goes with it, sessions and all', async () => {
    const services = await startServices({ postgres: true });
    const url = await createDatabase(services.postgres.url, 'accounts');
    assert.equal(url, `${services.postgres.url}_accounts`);
    const session = new pg.Client({ connectionString: url });
    session.on('error', () => {});
    await session.connect();
    await services[Symbol.asyncDispose]();
    assert.deepEqual(await databases(), original);
    await session.end();
  });

  it('two runs at once use the same names, and neither sees the other', async () => {
    const first = await startServices({ postgres: true });
    await using second = await startServices({ postgres: true });
    const urls = [
      await createDatabase(first.postgres.url, 'accounts'),
      await createDatabase(second.postgres.url, 'accounts'),
    ];
    assert.equal(new Set(urls).size, 2);
    await first[Symbol.asyncDispose]();
    const left = [second.postgres.url, urls[1] as string].map((url) =>
      new URL(url).pathname.slice(1),
    );
    assert.deepEqual(await databases(), [...original, ...left]);
  });

  it('after kill -9, the next run drops what the killed one left, and nothing of a living one', async () => {
    await using living = await startServices({ postgres: true });
    await createDatabase(living.postgres.url, 'kept');
    const holder = await hold('postgres', 'hold');
    assert.equal((await databases()).length, original.length + 3);
    process.kill(holder.pid, 'SIGKILL');
    await holder.exited;
    await untilNoSessionOf(new URL(holder.urls[0] ?? '').pathname.slice(1));
    const next = await startServices({ postgres: true });
    const names = (await databases()).filter((name) => !original.includes(name));
    const run = (url: string) => new URL(url).pathname.slice(1);
    assert.deepEqual(
      names.sort(),
      [run(living.postgres.url), `${run(living.postgres.url)}_kept`, run(next.postgres.url)].sort(),
    );
    await next[Symbol.asyncDispose]();
  });

  /** The server hears of a killed client a moment later than the one who has killed it. */
  async function untilNoSessionOf(database: string): Promise<void> {
    for (;;) {
      const { rows } = await admin.query('SELECT FROM pg_stat_activity WHERE datname = $1', [
        database,
      ]);
      if (rows.length === 0) return;
    }
  }

  it('a database that was made but not marked yet when its run was killed is dropped, too', async () => {
    const half = 'workbook_0123456789ab_half';
    await admin.query(`CREATE DATABASE ${half} CONNECTION LIMIT 917300`);
    await using _next = await startServices({ postgres: true });
    assert.equal((await databases()).includes(half), false);
  });

  it('what the workbook did not make stays, whatever it is called', async () => {
    const foreign = ['workbook', 'workbook_0123456789ab', 'workbook_0123456789ab_accounts'];
    for (const name of foreign) await admin.query(`CREATE DATABASE ${name}`);
    await (await startServices({ postgres: true }))[Symbol.asyncDispose]();
    assert.deepEqual(await databases(), [...original, ...foreign].sort());
    for (const name of foreign) await admin.query(`DROP DATABASE ${name}`);
  });

  it('a child process uses what its parent run has made, and drops nothing', async () => {
    await using parent = await startServices({ postgres: true });
    const before = await databases();
    Object.assign(process.env, environmentFor({ postgres: parent.postgres.url }));
    try {
      const child = await startServices({ postgres: true });
      assert.equal(child.postgres.url, parent.postgres.url);
      assert.equal(child.postgres.source, 'parent');
      assert.deepEqual(await databases(), before);
      await child[Symbol.asyncDispose]();
      assert.deepEqual(await databases(), before);
    } finally {
      delete process.env.WORKBOOK_SERVICES;
    }
  });

  describe('a role that is not a superuser', () => {
    before(async () => {
      await admin.query(`CREATE ROLE "limi""ted" LOGIN PASSWORD 's3cret'`);
    });
    beforeEach(() => {
      const url = new URL(server.info.url);
      url.username = 'limi%22ted';
      url.password = 's3cret';
      process.env.DATABASE_URL = url.href;
    });
    const refused = (pattern: RegExp) => (error: Error) => {
      assert.equal(error.name, 'ServiceUnavailable');
      assert.match(error.message, pattern);
      assert.doesNotMatch(error.message, /\n|s3cret/);
      return true;
    };

    it('is told that it needs CREATEDB, and how it gets that', async () => {
      await assert.rejects(
        startServices({ postgres: true }),
        refused(
          /cannot be used: its role "limi""ted" may not create databases.*: run ALTER ROLE "limi""ted" CREATEDB as a superuser, or unset DATABASE_URL/,
        ),
      );
      assert.deepEqual(await databases(), original);
    });

    it('with CREATEDB may serve, and is told what judging takes', async () => {
      await admin.query('ALTER ROLE "limi""ted" CREATEDB');
      await (await startServices({ postgres: true }))[Symbol.asyncDispose]();
      await assert.rejects(
        startServices({ postgres: true, toJudge: true }),
        refused(
          /run GRANT SET ON PARAMETER deadlock_timeout, session_replication_role TO "limi""ted"/,
        ),
      );
      assert.deepEqual(await databases(), original);
    });

    it('with what it was told may judge', async () => {
      await admin.query(
        'GRANT SET ON PARAMETER deadlock_timeout, session_replication_role TO "limi""ted"',
      );
      await (await startServices({ postgres: true, toJudge: true }))[Symbol.asyncDispose]();
      assert.deepEqual(await databases(), original);
    });

    it('is told how many connections judging takes, and may serve with fewer', async () => {
      await admin.query('ALTER ROLE "limi""ted" CONNECTION LIMIT 8');
      await (await startServices({ postgres: true }))[Symbol.asyncDispose]();
      await assert.rejects(
        startServices({ postgres: true, toJudge: true }),
        refused(/may have 8 connections, and judging takes 9: run ALTER ROLE .* LIMIT -1/),
      );
      await admin.query('ALTER ROLE "limi""ted" CONNECTION LIMIT 9');
      await (await startServices({ postgres: true, toJudge: true }))[Symbol.asyncDispose]();
      await admin.query('ALTER ROLE "limi""ted" CONNECTION LIMIT -1');
      assert.deepEqual(await databases(), original);
    });

    it('is told so when the server keeps most connections for superusers', async () => {
      await admin.query('ALTER SYSTEM SET superuser_reserved_connections = 392');
      await restart();
      await assert.rejects(
        startServices({ postgres: true, toJudge: true }),
        refused(/it has 8 connections, and judging takes 9: raise its max_connections, or/),
      );
      await admin.query('ALTER SYSTEM RESET superuser_reserved_connections');
      await restart();
    });

    it('may be one that only reads, unless it is told otherwise', async () => {
      await admin.query(`ALTER ROLE "limi""ted" SET default_transaction_read_only = on`);
      await using services = await startServices({ postgres: true, toJudge: true });
      const url = await createDatabase(services.postgres.url, 'accounts');
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.query('CREATE TABLE account (id int)');
      await client.end();
      await services[Symbol.asyncDispose]();
      assert.deepEqual(await databases(), original);
    });
  });
});
