import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { createDatabase, type StartedServices, startServices } from '../src/index.ts';
import './support/own-folder.ts';

async function connected(url: string): Promise<pg.Client & AsyncDisposable> {
  const client = new pg.Client({ connectionString: url });
  // Dropping a database ends its sessions, which is an error event for their clients.
  client.on('error', () => {});
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}

describe('createDatabase()', () => {
  let services: StartedServices<{ postgres: true }>;
  before(async () => {
    services = await startServices({ postgres: true });
  });
  after(() => services[Symbol.asyncDispose]());

  it('gives the url of a new, empty database on the same server', async () => {
    const url = await createDatabase(services.postgres.url, 'accounts');
    assert.equal(url, services.postgres.url.replace(/\/postgres$/, '/accounts'));
    await using client = await connected(url);
    const { rows } = await client.query('SELECT current_database() AS name');
    assert.deepEqual(rows, [{ name: 'accounts' }]);
  });

  it('replaces its older one, even while a session is connected to it', async () => {
    const url = await createDatabase(services.postgres.url, 'again');
    await using client = await connected(url);
    await client.query('CREATE TABLE old ()');
    assert.equal(await createDatabase(services.postgres.url, 'again'), url);
    await using fresh = await connected(url);
    const { rows } = await fresh.query(`SELECT to_regclass('old') AS old`);
    assert.deepEqual(rows, [{ old: null }]);
  });

  it('copies files, where the server waits for no disk, instead of logging every page', async () => {
    await using client = await connected(services.postgres.url);
    const loggedBytes = async () => {
      const { rows } = await client.query(`SELECT pg_current_wal_lsn() - '0/0' AS bytes`);
      return Number(rows[0].bytes);
    };
    const earlierBytes = await loggedBytes();
    await createDatabase(services.postgres.url, 'copied');
    const bytes = (await loggedBytes()) - earlierBytes;
    assert.ok(bytes < 1_000_000, `${bytes} bytes of log for one database`);
  });

  describe('for a role with settings of its own', () => {
    let strict: string;

    before(async () => {
      await using client = await connected(services.postgres.url);
      await client.query("CREATE ROLE strict SUPERUSER LOGIN PASSWORD 'strict'");
      for (const setting of [
        "default_transaction_isolation TO 'serializable'",
        "lock_timeout TO '50ms'",
        "statement_timeout TO '5s'",
        "session_replication_role TO 'replica'",
      ])
        await client.query(`ALTER ROLE strict SET ${setting}`);
      const login = { username: 'strict', password: 'strict' };
      strict = Object.assign(new URL(services.postgres.url), login).href;
    });

    it('makes a database where all is as PostgreSQL has it', async () => {
      await using client = await connected(await createDatabase(strict, 'usual'));
      const { rows } = await client.query(
        `SELECT current_user AS role, current_setting('default_transaction_isolation') AS isolation,
                current_setting('lock_timeout') AS lock, current_setting('statement_timeout') AS statement,
                current_setting('session_replication_role') AS replication`,
      );
      const usual = { isolation: 'read committed', lock: '0', statement: '0' };
      assert.deepEqual(rows, [{ role: 'strict', ...usual, replication: 'origin' }]);
    });

    it('knows whatever decides what code does: where names are looked for, how values look, plans of statements', async () => {
      await using admin = await connected(services.postgres.url);
      const kinds = {
        search_path: ['app', '"$user", public'],
        DateStyle: ['SQL, DMY', 'ISO, MDY'],
        TimeZone: ['Asia/Kolkata', 'UTC'],
        transform_null_equals: ['on', 'off'],
        enable_seqscan: ['off', 'on'],
        synchronous_commit: ['remote_apply', 'off'],
      } as const;
      for (const [name, [own]] of Object.entries(kinds))
        await admin.query(`ALTER ROLE strict SET ${name} TO '${own}'`);
      await using client = await connected(await createDatabase(strict, 'usual'));
      for (const [name, [, usual]] of Object.entries(kinds)) {
        const { rows } = await client.query('SELECT current_setting($1) AS value', [name]);
        assert.deepEqual({ name, ...rows[0] }, { name, value: usual });
      }
    });

    it('looks at what holds for the role that logs in, which may be told to work as another', async () => {
      await using admin = await connected(services.postgres.url);
      await admin.query('CREATE ROLE owner SUPERUSER');
      await admin.query('ALTER ROLE strict SET role TO owner');
      try {
        await using client = await connected(await createDatabase(strict, 'usual'));
        const { rows } = await client.query(
          `SELECT current_user AS role, current_setting('default_transaction_isolation') AS isolation`,
        );
        assert.deepEqual(rows, [{ role: 'owner', isolation: 'read committed' }]);
      } finally {
        await admin.query('ALTER ROLE strict RESET role');
      }
    });

    it('looks in the new database: in the one of the url, the role may have settings of its own', async () => {
      await using admin = await connected(services.postgres.url);
      await admin.query(
        `ALTER ROLE strict IN DATABASE postgres SET default_transaction_isolation TO 'read committed'`,
      );
      await using client = await connected(await createDatabase(strict, 'usual'));
      const { rows } = await client.query(
        `SELECT current_setting('default_transaction_isolation') AS isolation`,
      );
      assert.deepEqual(rows, [{ isolation: 'read committed' }]);
    });

    it('leaves the role as it is everywhere else', async () => {
      await createDatabase(strict, 'usual');
      await using client = await connected(strict);
      const { rows } = await client.query(`SELECT current_setting('lock_timeout') AS lock`);
      assert.deepEqual(rows, [{ lock: '50ms' }]);
    });

    it('says in one sentence what the url sets for every connection', async () => {
      const url = new URL(services.postgres.url);
      url.searchParams.set('options', '-c default_transaction_isolation=serializable');
      await assert.rejects(createDatabase(url.href, 'unusual'), {
        name: 'ServiceUnavailable',
        message:
          'DATABASE_URL or PGOPTIONS sets default_transaction_isolation to "serializable" for every connection, and code is judged with "read committed": leave it out',
      });
    });
  });

  it('takes any name that PostgreSQL takes', async () => {
    for (const name of [
      'Mixed Case',
      `quo"te's`,
      '100%20:@&=+$,;',
      'Konten-Übung',
      'x'.repeat(63),
    ]) {
      await using client = await connected(await createDatabase(services.postgres.url, name));
      const { rows } = await client.query('SELECT current_database() AS name');
      assert.deepEqual(rows, [{ name }]);
    }
  });

  it('refuses a name that PostgreSQL would cut off', async () => {
    await assert.rejects(
      createDatabase(services.postgres.url, 'ü'.repeat(32)),
      /1 to 63 bytes, got "ü+"/,
    );
    await assert.rejects(createDatabase(services.postgres.url, ''), RangeError);
  });

  it('refuses a name that a url cannot carry', async () => {
    for (const name of ['a/b', 'a?b', 'a#b']) {
      await assert.rejects(createDatabase(services.postgres.url, name), {
        name: 'RangeError',
        message: `database name must not contain "/", "?" or "#", got "${name}"`,
      });
    }
  });

  it('makes different databases at the same time', async () => {
    const names = ['p', 'q', 'r', 's'];
    const urls = await Promise.all(
      names.map((name) => createDatabase(services.postgres.url, name)),
    );
    assert.equal(new Set(urls).size, names.length);
  });

  it('never drops a database that it did not make', async () => {
    await using client = await connected(services.postgres.url);
    await client.query('CREATE DATABASE payroll');
    await assert.rejects(createDatabase(services.postgres.url, 'payroll'), {
      name: 'ServiceUnavailable',
      message: /has a database "payroll" that the workbook did not make/,
    });
    await assert.rejects(createDatabase(services.postgres.url, 'postgres'), /did not make/);
    const { rowCount } = await client.query(`SELECT FROM pg_database WHERE datname = 'payroll'`);
    assert.equal(rowCount, 1);
  });

  it('says in one sentence that the role may not create databases', async () => {
    await using client = await connected(services.postgres.url);
    await client.query(`CREATE ROLE reader LOGIN PASSWORD 'read only'`);
    const url = new URL(services.postgres.url);
    url.username = 'reader';
    url.password = 'read only';
    await assert.rejects(createDatabase(url.href, 'theirs'), (error: Error) => {
      assert.match(error.message, /permission denied.*let the role "reader" create databases/);
      assert.doesNotMatch(error.message, /read only|read%20only|\n/);
      return true;
    });
  });
});
