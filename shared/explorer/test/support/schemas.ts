import fc from 'fast-check';
import { ordersOf } from './races.ts';
import type { SqlRace } from './sql-scenario.ts';

/** Begins every schema: nothing of an earlier one is left. */
export const emptySchema =
  'drop schema public cascade; create schema public; create extension if not exists btree_gist;';

/** What connects the rows of a generated schema's tables. */
interface Links {
  /** What is unique of `parent.code`. */
  readonly unique: string;
  readonly onDelete: string;
  readonly onUpdate: string;
  readonly deferrable: string;
  /** Triggers, rules and views. */
  readonly behind: string;
  /** What else a parent has. */
  readonly column: string;
}

const links: fc.Arbitrary<Links> = fc.record({
  unique: fc.constantFrom(
    '',
    'create unique index on parent (code)',
    'create unique index on parent (code) where n < 5',
    'create unique index on parent (lower(code))',
    'alter table parent add exclude using gist (code with =)',
  ),
  onDelete: fc.constantFrom('no action', 'restrict', 'cascade', 'set null', 'set default'),
  onUpdate: fc.constantFrom('no action', 'cascade', 'set null'),
  deferrable: fc.constantFrom('', '', 'deferrable initially deferred'),
  behind: fc.constantFrom(
    '',
    '',
    `create function note() returns trigger language plpgsql as $$
     begin insert into log (what) values (tg_table_name); return coalesce(new, old); end $$;
     create trigger noted after update on parent for each row execute function note()`,
    `create function count_children() returns trigger language plpgsql as $$
     begin update parent set n = n + 1 where id = new.parent; return new; end $$;
     create trigger counted before insert on child for each row execute function count_children()`,
    'create rule logged as on update to child do also insert into log (what) values (new.id::text)',
  ),
  column: fc.constantFrom(
    '',
    '',
    ', twice int generated always as (n * 2) stored',
    ", drawn int default nextval('numbers')",
  ),
});

function schemaOf({ unique, onDelete, onUpdate, deferrable, behind, column }: Links): string {
  return `${emptySchema}
    create sequence numbers;
    create table parent (id int primary key, code text, n int not null default 0 check (n < 8)${column});
    create table child (id int primary key default nextval('numbers'), n int not null default 0,
      parent int default 2 references parent (id) on delete ${onDelete} on update ${onUpdate} ${deferrable});
    create table log (id int default nextval('numbers'), what text);
    create view young as select id, n from parent where n < 3;
    ${unique}; ${behind};`;
}

const reset = `truncate parent, child, log; alter sequence numbers restart with 100;
  insert into parent (id, code) values (1, 'a'), (2, 'b');
  insert into child values (1, 0, 1), (2, 0, 2)`;

const look = `select 'parent' as t, id, code, n from parent
  union all select 'child', id, parent::text, n from child
  union all select 'log', id, what, 0 from log order by 1, 2, 3`;

/** Statements that touch one table, and by it another. */
const statements = fc
  .integer({ min: 1, max: 2 })
  .chain((id) =>
    fc.constantFrom(
      `select n from parent where id = ${id}`,
      `select n, parent from child where id = ${id}`,
      'select count(*)::int from child',
      'select what from log order by id',
      `select n from young where id = ${id}`,
      `select p.n, c.n from parent p join child c on c.parent = p.id where p.id = ${id}`,
      `select n from parent where id = ${id} for update`,
      `select n from parent where id = ${id} for key share`,
      `update parent set n = n + 1 where id = ${id}`,
      `update parent set n = n + 1 where id = ${id}`,
      `update parent set code = 'x' where id = ${id}`,
      `update parent set code = 'X' where id = ${id} returning n`,
      `update parent set id = 7 where id = ${id}`,
      `update parent set n = 7 where code = 'a'`,
      `update young set n = 5 where id = ${id}`,
      `delete from parent where id = ${id}`,
      `delete from parent where id = ${id}`,
      `update child set n = n + 1 where id = ${id}`,
      `update child set parent = ${id} where id = 1`,
      `select count(*)::int from child where parent = ${id}`,
      `select n from child where parent = ${id} for update`,
      `update child set n = n + 1 where parent = ${id}`,
      `delete from child where parent = ${id}`,
      `update parent set n = n + 1 where code = 'b'`,
      `select n from parent where id in (select parent from child where id = ${id}) for update`,
      `select p.* from parent p where p.id in (select c.parent from child c where c.id = ${id}) for update`,
      'select * from parent where n = 0 for update',
      `select id, n from child where n = 0 or parent = ${id} for share`,
      `insert into child (id, parent) values (${id + 1}, ${id})`,
      `insert into child values (${id + 4}, 0, ${id})`,
      `insert into parent (id, code) values (${id + 2}, 'x') on conflict do nothing`,
      `delete from child where id = ${id}`,
      `insert into child (parent) values (${id}) returning id`,
      `insert into child (parent) values (${id})`,
      `insert into parent (id, code) values (3, 'x')`,
      `insert into parent (id, code) values (${id}, 'c') on conflict (id) do update set n = parent.n + 1`,
      `insert into parent (id, code) values (4, 'a') on conflict do nothing`,
      `insert into log (what) values ('told')`,
      `select pg_try_advisory_xact_lock(id) from parent where id = ${id}`,
      `select id from child where pg_try_advisory_xact_lock(id)`,
      `select pg_advisory_xact_lock(${id})`,
      `select nextval('numbers')`,
      `with gone as (delete from child where id = ${id} returning n) select n from gone`,
      `merge into parent using (values (${id})) as new (id) on parent.id = new.id when matched then update set n = 2 when not matched then insert (id) values (new.id)`,
    ),
  );

const client = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.constantFrom('begin', 'begin', 'begin isolation level repeatable read'),
        fc.array(statements, { minLength: 1, maxLength: 2 }),
        fc.constantFrom('commit', 'commit', 'rollback'),
      )
      .map(([first, middle, last]) => [first, ...middle, last]),
  },
  { weight: 2, arbitrary: fc.array(statements, { minLength: 1, maxLength: 2 }) },
);

/** Two clients on a schema of its own. */
export const schemaRaces: fc.Arbitrary<SqlRace> = fc
  .tuple(links, client, client)
  .filter(([, a, b]) => ordersOf([a, b]) <= 70)
  .map(([drawn, A, B]) => ({ schema: schemaOf(drawn), reset, look, clients: { A, B } }));
