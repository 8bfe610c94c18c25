import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Unavailable } from '@workbook/domain';
import pg from 'pg';
import { dumpDatabase } from './support/database-dump.ts';
import { databaseWith, resourcesOn, run, schemasOfSteps } from './support/databases.ts';

const schemas = await schemasOfSteps();
const createSchema = schemas.get('05') as NonNullable<ReturnType<typeof schemas.get>>;

const insert = "insert into account (owner, balance) values ('ann', 100), ('bob', 0)";
/** From step 09 on, an owner has a row of its own. */
const insertOwners = `do $$ begin
  if to_regclass('owner') is not null then insert into owner (name) values ('ann'), ('bob'); end if;
end $$`;

for (const [number, create] of schemas)
  describe(`createSchema of step ${number}`, () => {
    it('creates its tables in an empty database, and the next time changes nothing', async () => {
      const url = await databaseWith();
      await create(resourcesOn(url));
      await run(url, `${insertOwners}; ${insert}`);
      const before = await dumpDatabase(url);
      await create(resourcesOn(url));
      assert.equal(await dumpDatabase(url), before);
    });

    it('may be called by two instances at once', async () => {
      const url = await databaseWith();
      await atOnce(url, () => create(resourcesOn(url)));
      await run(url, `${insertOwners}; ${insert}`);
    });
  });

describe('createTables', () => {
  it('waits for another instance where transactions are serializable, too', async () => {
    const url = await databaseWith();
    const name = new URL(url).pathname.slice(1);
    await run(url, `alter database ${name} set default_transaction_isolation = 'serializable'`);
    await atOnce(url, () => createSchema(resourcesOn(url)));
    await run(url, insert);
  });

  it('takes a table of the same shape for its own, and keeps its rows, rights and schema', async () => {
    const url = await databaseWith(`
      drop schema public; create schema public;
      create table account (id serial primary key, owner varchar(255) not null, balance bigint not null);
      grant select on account to public;
      ${insert}`);
    const before = await dumpDatabase(url);
    await createSchema(resourcesOn(url));
    assert.equal(await dumpDatabase(url), before);
  });

  it('takes a database for empty in which another session has temporary tables', async () => {
    const url = await databaseWith();
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query('create temp table note (id serial primary key, text text)');
    await createSchema(resourcesOn(url));
    await client.end();
    await run(url, insert);
  });

  it('says in one sentence that this role may not create tables', async () => {
    const url = await databaseWith('revoke create on schema public from public');
    const role = `without_rights_${process.pid}`;
    await run(url, `create role ${role} login password 'secret'`);
    const own = new URL(url);
    own.username = role;
    own.password = 'secret';
    const before = await dumpDatabase(url);
    await assert.rejects(createSchema(resourcesOn(own.href)), (error) => {
      assert.ok(error instanceof Unavailable);
      assert.match(
        error.message,
        /^no tables can be created in the database "\w+" \(permission denied for schema public\): name one/,
      );
      return true;
    });
    assert.equal(await dumpDatabase(url), before);
    await run(url, `drop role ${role}`);
  });
});

/** Lets two instances come as far as they can while nothing can be created, and then go on together. */
async function atOnce(url: string, start: () => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('begin; lock table pg_class in share mode');
  const both = Promise.all([start(), start()]);
  for (let waiting = 0; waiting < 2; ) {
    const { rows } = await client.query<{ waiting: number }>(
      `select count(distinct pid)::int as waiting from pg_locks
       where not granted and (database is null or database = (
         select oid from pg_database where datname = current_database()))`,
    );
    waiting = rows[0]?.waiting ?? 0;
  }
  await client.query('commit');
  await client.end();
  await both;
}
