import { describe, it } from 'node:test';
import { testDatabase } from '../support/database.ts';
import { expectSameFindings } from '../support/same-findings.ts';
import { emptySchema } from '../support/schemas.ts';
import type { SqlRace } from '../support/sql-scenario.ts';

type Case = Pick<SqlRace, 'schema' | 'reset' | 'look' | 'clients'>;

const users = {
  schema: 'create table users (id int primary key, email text unique, n int default 0)',
  reset: `truncate users; insert into users values (1, 'a'), (2, 'b')`,
  look: 'select * from users order by id',
};
const owners = {
  schema: `create table owner (name text primary key);
    create table account (id int primary key, owner text references owner, n int)`,
  reset: `truncate owner, account; insert into owner values ('ann'), ('bob');
    insert into account values (1, 'ann', 0), (2, 'bob', 0)`,
  look: `select 'owner' as t, name, 0 as id, 0 as n from owner union all select 'account', owner, id, n from account order by 1, 2, 3`,
};
const noteOfN = (id: number) => `update users set n = n + 1 where id = ${id} returning n`;
const noteOfUser = (id: number) => `update users set email = 'x' where id = ${id}`;

const lockOwnerOf = (id: number) =>
  `select "o".* from owner as "o" where "o".name in (select "a".owner from account as "a" where "a".id = ${id}) order by "o".name for update`;

/** Each has rows that the values in the statements tell apart, or only seem to. */
const cases: Record<string, Case> = {
  'two inserted rows, and one who reads them as they lie': {
    ...users,
    clients: {
      A: [`insert into users values (3, 'x')`],
      B: [`insert into users values (4, 'y')`],
      C: ['select id from users'],
    },
  },
  'two inserted rows, and a look at them as they lie': {
    ...users,
    look: 'select id from users',
    clients: {
      A: ['begin', `insert into users values (3, 'x')`, 'commit'],
      B: ['begin', `insert into users values (4, 'y')`, 'commit'],
    },
  },
  'two changed rows, and a look at them as they lie': {
    ...users,
    look: 'select id from users',
    clients: {
      A: ['begin', 'update users set n = 1 where id = 1', 'commit'],
      B: ['begin', 'update users set n = 1 where id = 2', 'commit'],
    },
  },
  'two inserted rows, changed all at once as they lie': {
    ...users,
    clients: {
      A: [`insert into users values (3, 'x')`],
      B: [`insert into users values (4, 'y')`],
      C: ['update users set n = n + 1 returning id'],
    },
  },
  'two inserted rows, sorted by what is called as a column': {
    ...users,
    clients: {
      A: [`insert into users values (3, 'x')`],
      B: [`insert into users values (4, 'y')`],
      C: ['select id as place, n as id from users order by id'],
    },
  },
  'statements that go well in a transaction that others wait for': {
    ...users,
    clients: {
      A: ['begin', noteOfN(1), noteOfN(2), 'commit'],
      B: [noteOfN(1)],
      C: [noteOfN(2)],
    },
  },
  'a statement that fails in a transaction that others wait for': {
    ...users,
    clients: {
      A: ['begin', noteOfN(1), `insert into users values (2, 'x')`, 'rollback'],
      B: [noteOfN(1)],
      C: ['delete from users where id = 2'],
    },
  },
  'a savepoint that gives back what others wait for': {
    ...users,
    clients: {
      A: ['begin', 'savepoint s', noteOfN(2), 'rollback to s', noteOfN(1), 'commit'],
      B: ['begin', noteOfN(2), noteOfN(1), 'commit'],
    },
  },
  'a savepoint that is given up while another one waits': {
    ...users,
    clients: {
      A: ['begin', noteOfN(1), 'savepoint s', 'release s', 'commit'],
      B: ['begin', noteOfN(1), 'savepoint s', 'rollback'],
    },
  },
  'a savepoint that is not there, while another one waits': {
    ...users,
    clients: {
      A: ['begin', noteOfN(1), 'release s', 'rollback'],
      B: ['begin', noteOfN(1), 'commit'],
    },
  },
  'an error behind a savepoint, that gives back what others wait for': {
    ...users,
    clients: {
      A: [
        'begin',
        'savepoint s',
        noteOfN(2),
        'select 1 / 0',
        'rollback to s',
        noteOfN(1),
        'commit',
      ],
      B: ['begin', noteOfN(1), noteOfN(2), 'commit'],
    },
  },
  'rows that are counted, and one that joins them': {
    ...owners,
    clients: {
      A: ['begin', `select count(*)::int from account where owner = 'ann'`, 'commit'],
      B: ['begin', `insert into account values (3, 'ann', 1)`, 'commit'],
    },
  },
  'rows that are counted, and one that is moved among them': {
    ...owners,
    clients: {
      A: [`select count(*)::int from account where owner = 'ann'`],
      B: ['begin', `update account set owner = 'ann' where owner = 'bob'`, 'commit'],
    },
  },
  'an inserted row, and the row that it refers to': {
    ...owners,
    reset: `${owners.reset}; insert into owner values ('cleo')`,
    clients: {
      A: ['begin', `insert into account values (3, 'cleo', 1)`, 'commit'],
      B: ['begin', `delete from owner where name = 'cleo'`, 'commit'],
    },
  },
  'an inserted row that refers to another inserted one': {
    ...owners,
    clients: {
      A: ['begin', `insert into owner values ('cleo')`, 'rollback'],
      B: [`insert into account values (3, 'cleo', 1)`],
    },
  },
  'two inserted rows that differ, and are alike in one unique column': {
    ...users,
    clients: {
      A: ['begin', `insert into users values (3, 'x')`, 'rollback'],
      B: [`insert into users values (4, 'x')`, `insert into users values (3, 'y')`],
    },
  },
  'two inserted rows that are alike in an expression': {
    ...users,
    schema: `create table users (id int primary key, email text, n int default 0); create unique index on users (lower(email))`,
    clients: {
      A: ['begin', `insert into users values (3, 'X')`, 'rollback'],
      B: [`insert into users values (4, 'x')`],
    },
  },
  'two inserted rows that only an exclusion constraint compares': {
    ...users,
    schema:
      'create table users (id int primary key, email text, n int default 0, exclude using gist (email with <>))',
    reset: `truncate users; insert into users values (1, 'a')`,
    clients: {
      A: [
        'begin',
        'delete from users where id = 1',
        `insert into users values (3, 'x')`,
        'rollback',
      ],
      B: [`insert into users values (4, 'a')`],
    },
  },
  'an inserted key of a row that is deleted by another column': {
    ...users,
    clients: {
      A: ['begin', `delete from users where email = 'a'`, 'commit'],
      B: [`insert into users values (1, 'z') on conflict do nothing`],
    },
  },
  'a unique column that is computed from another one': {
    ...users,
    schema:
      'create table users (id int primary key, email text, n int default 0, low text generated always as (lower(email)) stored unique)',
    clients: {
      A: ['begin', noteOfUser(1), 'rollback'],
      B: [`update users set email = 'X' where id = 2`],
    },
  },
  'rows that are locked by what a third client changes': {
    ...users,
    clients: {
      A: ['begin', 'update users set n = 2 where id = 1', 'commit'],
      B: ['begin', 'select id from users where n = 0 for update', 'rollback'],
      C: ['select id from users where n = 2 for update nowait'],
    },
  },
  'rows that are locked by what a query finds': {
    ...owners,
    clients: {
      A: [
        'begin',
        'select name from owner where name in (select owner from account where n = 0) for update',
        'rollback',
      ],
      B: [
        'update account set n = 1 where id = 1',
        `select name from owner where name = 'bob' for update nowait`,
      ],
    },
  },
  'owners that are locked by what a query within finds of each': {
    ...owners,
    clients: {
      A: ['begin', lockOwnerOf(1), 'update account set n = n + 1 where id = 1', 'commit'],
      B: ['begin', lockOwnerOf(2), 'update account set n = n + 1 where id = 2', 'rollback'],
    },
  },
  'owners that are locked by what a query within finds, once an account has changed hands': {
    ...owners,
    clients: {
      A: ['begin', lockOwnerOf(2), 'commit'],
      B: [`update account set owner = 'ann' where id = 2`],
      C: [`select * from owner where name = 'ann' for update nowait`],
    },
  },
  'more rows that are locked than shown': {
    ...users,
    clients: {
      A: ['begin', 'select * from users order by id offset 1 for update', 'rollback'],
      B: ['select id from users where id = 1 for update nowait'],
      C: ['update users set n = 1 where id = 2'],
    },
  },
  'rows that a lock finds, finds not, or finds anew': {
    ...users,
    clients: {
      A: [
        'begin',
        'select * from users where n = 0 for no key update',
        'select * from users where n = 5 for update',
        'rollback',
      ],
      B: [
        'update users set n = 5 where id = 2',
        'select id from users where id = 2 for share nowait',
      ],
    },
  },
  'rows that are locked, and given back to a savepoint': {
    ...users,
    clients: {
      A: [
        'begin',
        'savepoint s',
        'select * from users where n = 0 for update',
        'rollback to s',
        'commit',
      ],
      B: ['begin', `select * from users where email = 'b' for update nowait`, 'commit'],
    },
  },
  'a table that a query within names once more': {
    ...users,
    clients: {
      A: [`select * from users where email = 'x' or id in (select id from users where id = 2)`],
      B: ['begin', noteOfUser(1), 'commit'],
    },
  },
  'a table that is read, and then locked at once or not at all': {
    ...users,
    clients: {
      A: ['begin', 'select n from users where id = 1', 'commit'],
      B: ['begin', 'lock table users in access exclusive mode nowait', 'rollback'],
    },
  },
};

describe('the reduced search finds what the full search finds, whatever tells rows apart:', () => {
  const database = testDatabase('told_apart');

  for (const [name, race] of Object.entries(cases))
    it(name, async () => {
      await expectSameFindings(database.url, { ...race, schema: `${emptySchema} ${race.schema}` });
    });
});
