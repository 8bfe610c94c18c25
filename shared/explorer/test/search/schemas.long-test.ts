import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import pg from 'pg';
import { type ExploreOptions, explore, parseSchedule } from '../../src/index.ts';
import { testDatabase } from '../support/database.ts';
import { expectSameFindings } from '../support/same-findings.ts';
import { emptySchema, schemaRaces } from '../support/schemas.ts';
import { type SqlRace, SqlScenario } from '../support/sql-scenario.ts';

type Case = Pick<SqlRace, 'schema' | 'reset' | 'look' | 'clients'>;

const users = {
  schema: 'create table users (id int primary key, email text unique, n int default 0)',
  reset: `truncate users; insert into users values (1, 'a'), (2, 'b')`,
  look: 'select * from users order by id',
};
const family = (action: string) => ({
  schema: `create table parent (id int primary key, n int default 0);
    create table child (id int primary key, parent int references parent ${action})`,
  reset:
    'truncate parent, child; insert into parent values (1), (2); insert into child values (1, 1)',
  look: `select 'parent' as t, id, n from parent union all select 'child', id, parent from child order by 1, 2`,
});
const noteOfUser = (id: number) => `update users set email = 'x' where id = ${id}`;

/** Each connects rows, or tables, in a way that no statement says. */
const cases: Record<string, Case> = {
  'a second unique column': { ...users, clients: { A: [noteOfUser(1)], B: [noteOfUser(2)] } },
  'a second unique column, in transactions': {
    ...users,
    clients: { A: ['begin', noteOfUser(1), 'commit'], B: ['begin', noteOfUser(2), 'rollback'] },
  },
  'a unique index over some of the rows': {
    ...users,
    schema:
      'create table users (id int primary key, email text, n int default 0); create unique index on users (email) where n > 0',
    reset: `truncate users; insert into users values (1, 'a', 1), (2, 'a', 0)`,
    clients: {
      A: ['update users set n = 0 where id = 1'],
      B: ['update users set n = 1 where id = 2'],
    },
  },
  'an exclusion constraint': {
    schema:
      'create table booking (id int primary key, during int4range, exclude using gist (during with &&))',
    reset: `truncate booking; insert into booking values (1, '[0,1)'), (2, '[5,6)')`,
    look: 'select id, during::text from booking order by id',
    clients: {
      A: [`update booking set during = '[2,4)' where id = 1`],
      B: [`update booking set during = '[3,5)' where id = 2`],
    },
  },
  'a foreign key': {
    ...family(''),
    clients: {
      A: ['begin', 'insert into child values (2, 2)', 'commit'],
      B: ['begin', 'delete from parent where id = 2', 'commit'],
    },
  },
  'a foreign key to what another client adds': {
    ...family(''),
    clients: { A: ['insert into child values (2, 3)'], B: ['insert into parent values (3)'] },
  },
  'a foreign key that cascades': {
    ...family('on delete cascade on update cascade'),
    clients: {
      A: ['begin', 'update parent set id = 3 where id = 1', 'commit'],
      B: ['select parent from child where id = 1', 'delete from child where id = 1'],
    },
  },
  'a foreign key that sets null': {
    ...family('on delete set null'),
    clients: {
      A: ['delete from parent where id = 1'],
      B: ['begin', 'update child set parent = 2 where id = 1', 'select * from child', 'rollback'],
    },
  },
  'a foreign key that is checked at the end': {
    ...family('deferrable initially deferred'),
    clients: {
      A: ['begin', 'insert into child values (2, 3)', 'commit'],
      B: ['insert into parent values (3)', 'select * from child'],
    },
  },
  'a trigger': {
    ...family(''),
    schema: `${family('').schema}; create function count_up() returns trigger language plpgsql as $$
      begin update parent set n = n + 1 where id = 1; return new; end $$;
      create trigger counted after update on child for each row execute function count_up()`,
    clients: {
      A: ['update child set id = 5 where id = 1'],
      B: ['select n from parent where id = 1', 'update parent set n = 7 where id = 1'],
    },
  },
  'a rule': {
    ...family(''),
    schema: `${family('').schema}; create rule counted as on update to child do also update parent set n = n + 1`,
    clients: {
      A: ['update child set parent = 2 where id = 1'],
      B: ['select n from parent where id = 1', 'update parent set n = 7 where id = 2'],
    },
  },
  'a view': {
    ...family(''),
    schema: `${family('').schema}; create view young as select * from parent where n < 5`,
    clients: {
      A: ['update young set n = 6 where id = 1', 'select * from young order by id'],
      B: ['update parent set n = 7 where id = 1', 'select n from parent where id = 1'],
    },
  },
  partitions: {
    schema: `create table event (id int, n int, primary key (id)) partition by list (id);
      create table event_1 partition of event for values in (1);
      create table event_2 partition of event for values in (2)`,
    reset: 'truncate event; insert into event values (1, 0), (2, 0)',
    look: 'select * from event order by id',
    clients: {
      A: ['update event set n = 1 where id = 1', 'select * from event_2'],
      B: ['select * from event_1', 'update event_1 set n = n + 2 where id = 1'],
    },
  },
  inheritance: {
    schema:
      'create table shape (id int primary key, n int); create table circle (r int) inherits (shape)',
    reset: 'truncate shape, circle; insert into circle values (1, 0, 0)',
    look: 'select id, n from shape',
    clients: {
      A: ['update shape set n = 5 where id = 1'],
      B: ['select n from circle where id = 1', 'update circle set n = n + 1 where id = 1'],
    },
  },
  'an id that is not unique': {
    schema: 'create table entry (id int, n int)',
    reset: 'truncate entry; insert into entry values (1, 0), (1, 1), (2, 0)',
    look: 'select * from entry order by 1, 2',
    clients: {
      A: ['begin', 'update entry set n = n + 1 where id = 1', 'commit'],
      B: ['update entry set id = 2 where id = 1 and n = 1'],
    },
  },
  'a key of two columns': {
    schema: 'create table seat (id int, place int, n int, primary key (id, place))',
    reset: 'truncate seat; insert into seat values (1, 1, 0), (1, 2, 0)',
    look: 'select * from seat order by 1, 2',
    clients: {
      A: ['update seat set n = 1 where id = 1'],
      B: ['update seat set n = 2 where id = 1 and place = 2', 'select sum(n)::int from seat'],
    },
  },
  'one id, written in two ways': {
    ...users,
    clients: {
      A: ['update users set n = 1 where id = 1'],
      B: [`select n from users where id = ' 01'`, 'update users set n = 2 where id = 1.0'],
    },
  },
  'a sequence beside the column that it serves': {
    schema: 'create table orders (id serial primary key)',
    reset: 'truncate orders restart identity',
    look: 'select * from orders',
    clients: { A: [`select nextval('orders_id_seq')`], B: ['insert into orders default values'] },
  },
  'a sequence of two tables': {
    schema: `create sequence ids; create table one (id int default nextval('ids')); create table two (id int default nextval('ids'))`,
    reset: 'truncate one, two; alter sequence ids restart',
    look: `select 'one' as t, id from one union all select 'two', id from two order by 1`,
    clients: {
      A: ['insert into one default values'],
      B: ['begin', 'insert into two default values', 'rollback'],
    },
  },
  'a default that calls a function': {
    schema: `create table one (id int primary key); create function how_many() returns bigint language sql as 'select count(*) from one';
      create table two (id int, n bigint default how_many())`,
    reset: 'truncate one, two',
    look: 'select * from two',
    clients: { A: ['insert into one values (1)'], B: ['insert into two (id) values (1)'] },
  },
  'a check that calls a function': {
    schema: `create table one (id int primary key); create function any_one() returns boolean language sql as 'select exists (select from one)';
      create table two (id int check (any_one()))`,
    reset: 'truncate one, two',
    look: 'select * from two',
    clients: { A: ['insert into one values (1)'], B: ['insert into two (id) values (1)'] },
  },
  'an advisory lock in a condition': {
    schema: 'create table jobs (id int primary key, state text)',
    reset: `truncate jobs; insert into jobs values (1, 'ready')`,
    look: 'select * from jobs',
    clients: {
      A: [`update jobs set state = 'cancelled' where id = 1`],
      B: [
        `select id from jobs where state = 'ready' and pg_try_advisory_lock(id) limit 1`,
        'select pg_advisory_unlock_all()',
      ],
    },
  },
  'a function of the same name as a plain one': {
    schema: `create table one (id int primary key, n int default 0); create table two (id int primary key, n int default 0);
      create function abs(text) returns bigint language sql as 'select sum(n) from one'`,
    reset: 'truncate one, two; insert into one values (1, 0); insert into two values (1, 0)',
    look: 'select * from two',
    clients: {
      A: ['update one set n = 5 where id = 1'],
      B: [`update two set n = abs('x'::text) where id = 1`],
    },
  },
  'a table that is made in between': {
    ...users,
    reset: `drop table if exists other; ${users.reset}`,
    clients: {
      A: ['create table other as select * from users', 'select count(*)::int from other'],
      B: ['update users set n = 1 where id = 2'],
    },
  },
  'an index that is made in between': {
    ...users,
    schema: 'create table users (id int primary key, email text, n int default 0)',
    reset: `drop index if exists one_each; ${users.reset}`,
    clients: {
      A: ['create unique index one_each on users (email)', noteOfUser(1)],
      B: [noteOfUser(2)],
    },
  },
  'a level that a session has set for all that follows': {
    ...users,
    clients: {
      A: [
        'set session characteristics as transaction isolation level serializable',
        'begin',
        'select n from users where id = 1',
        'update users set n = 1 where id = 2',
        'commit',
      ],
      B: [
        'begin isolation level serializable',
        'update users set n = (select n + 1 from users where id = 2) where id = 1',
        'commit',
      ],
    },
  },
  'an insert that becomes an update': {
    ...users,
    clients: {
      A: [
        `insert into users values (1, 'x') on conflict (id) do update set email = excluded.email`,
      ],
      B: [noteOfUser(2), `select email from users where id = 1`],
    },
  },
};

describe('the reduced search finds what the full search finds, whatever connects rows and tables:', () => {
  const database = testDatabase('schemas');
  const other = testDatabase('schemas_other');

  for (const [name, race] of Object.entries(cases))
    it(name, async () => {
      const { schema } = race;
      await expectSameFindings(database.url, { ...race, schema: `${emptySchema} ${schema}` });
    });

  it('tables of the same name in the database that postgresUrl names', async () => {
    const admin = new pg.Client({ connectionString: other.url });
    await admin.connect();
    await admin.query('create table users (id int primary key, email text, n int)');
    await admin.end();
    const race = { ...cases['a second unique column'], schema: `${emptySchema} ${users.schema}` };
    const explored = async (options: ExploreOptions) => {
      await using scenario = await SqlScenario.open(database.url, race as SqlRace);
      return await explore(scenario, { postgresUrl: other.url, ...options });
    };
    const full = await explored({ reduction: 'none' });
    assert.deepEqual((await explored({})).outcomes, full.outcomes);
  });

  it('schemas and statements that were drawn by lot', async () => {
    // WORKBOOK_CASES asks for more of them; the seed is the same, so that every failure comes again.
    const numRuns = Number(process.env.WORKBOOK_CASES ?? 4);
    const property = fc.asyncProperty(schemaRaces, async (race) => {
      await expectSameFindings(database.url, race, { beginning: parseSchedule('AB') });
    });
    await fc.assert(property, { numRuns, seed: Number(process.env.WORKBOOK_SEED ?? 3) });
  });
});
