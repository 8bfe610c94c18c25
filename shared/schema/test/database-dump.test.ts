import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { dumpDatabase } from './support/database-dump.ts';
import { databaseWith, run } from './support/databases.ts';
import { foreignDatabase } from './support/foreign-objects.ts';

const changes: Readonly<Record<string, string>> = {
  'a row': `update customer set name = 'eve' where name = 'ann'`,
  'a row that is stored as it was': 'update customer set name = name where id = 2',
  'a column': 'alter table customer add note text',
  'a default': `alter table customer alter name set default 'eve'`,
  'a constraint': 'alter table customer drop constraint customer_name_check',
  'an index': 'drop index customer_name',
  'a view': 'create or replace view report as select name, euros from customer, account',
  'a materialized view': 'refresh materialized view summary',
  'a function': 'create or replace function twice(int) returns int language sql return $1 + $1',
  'a sequence': `select nextval('ticket')`,
  'a trigger': 'alter table account disable trigger stamp',
  'a rule': 'drop rule keep on archive.account',
  'a policy': 'alter policy good_ones on customer using (true)',
  'a right': 'revoke select on report from public',
  'a right on the schema': 'grant create on schema public to public',
  'a default right':
    'alter default privileges in schema archive revoke select on tables from public',
  'a comment': `comment on column customer.name is 'short'`,
  'the comment of the database': `do $$ begin
    execute format('comment on database %I is %L', current_database(), 'mine'); end $$`,
  'a setting of the database': `do $$ begin
    execute format('alter database %I set work_mem = %L', current_database(), '8MB'); end $$`,
  'a table that is dropped and made again':
    'drop table measurement_2026; create table measurement_2026 (at date not null)',
  'what is in a schema of its own': 'delete from archive.account; drop table archive.account',
};

describe('a dump', () => {
  let url: string;
  /** The dump after the change before: a dump of all that a server has takes a while. */
  let last: string;
  before(async () => {
    url = await databaseWith(foreignDatabase);
    last = await dumpDatabase(url);
  });

  it('is the same twice, whatever the server does in between', async () => {
    await run(url, 'analyze');
    await run(url, 'vacuum');
    assert.equal(await dumpDatabase(url), last);
  });

  for (const [what, sql] of Object.entries(changes)) it(`tells of ${what}`, () => tellsOf(sql));

  async function tellsOf(sql: string): Promise<void> {
    await run(url, sql);
    const next = await dumpDatabase(url);
    assert.notEqual(next, last, sql);
    last = next;
  }
});
