import fc from 'fast-check';
import { ordersOf } from './races.ts';
import type { SqlRace } from './sql-scenario.ts';

/** Something that a schema can have, and by which rows meet that do not look it. */
export interface Feature {
  /** What it adds to the tables of `base`. */
  readonly schema: string;
  /** What else has to be brought back for a run. */
  readonly reset?: string;
  /** Statements that have to do with it. */
  readonly statements: readonly string[];
}

/** The tables that every schema has: two rows in `stock`, a row in `line`, an empty `log`. */
const base = {
  schema: `drop schema if exists public cascade; create schema public;
    create table stock (id int primary key, amount int, code text);
    create table line (id int primary key, stock_id int, n int);
    create table log (id int, what text)`,
  reset: `truncate stock, line, log;
    insert into stock values (1, 10, 'a'), (2, 10, 'b'); insert into line values (1, 2, 5)`,
  look: `select 'stock' as name, id, amount, code from stock
    union all select 'line', id, n, stock_id::text from line
    union all select 'log', id, 0, what from log order by 1, 2, 3, 4`,
};

const ordinary = [
  'select amount from stock where id = 1',
  'select count(*) from line',
  'select count(*) from log',
  'update stock set amount = amount + 1 where id = 1',
  'update stock set amount = amount + 2 where id = 2',
  'update line set n = n + 1 where id = 1',
  'select n from line where id = 1 for update',
  'delete from stock where id = 2',
  "insert into stock values (3, 1, 'c')",
  'insert into line values (2, 1, 1)',
];

const setCode = [
  "update stock set code = 'x' where id = 1",
  "update stock set code = 'x' where id = 2",
];

const foreignKey = (action: string, extra: readonly string[] = []): Feature => ({
  schema: `alter table line add foreign key (stock_id) references stock ${action}`,
  statements: [
    ...['delete from stock where id = 1', 'delete from stock where id = 2'],
    ...['update stock set id = 7 where id = 2', 'insert into line values (3, 2, 1)'],
    ...['update line set stock_id = 1 where id = 1', 'select stock_id from line where id = 1'],
    ...['select id from stock where id = 2 for key share', ...extra],
  ],
});

const writesLog = (body: string) =>
  `create function write_log() returns trigger language plpgsql as $$ begin ${body}; return new; end $$;
   create trigger log_it after update on stock for each row execute function write_log()`;

/** Each kind of thing that connects rows. */
export const features: Readonly<Record<string, Feature>> = {
  unique: { schema: 'create unique index on stock (code)', statements: setCode },
  'partial unique': {
    schema: 'create unique index on stock ((1)) where amount > 50',
    statements: [
      'update stock set amount = 60 where id = 1',
      'update stock set amount = 70 where id = 2',
    ],
  },
  exclusion: {
    schema: 'alter table stock add exclude using btree (code with =)',
    statements: setCode,
  },
  'deferred unique': {
    schema: 'alter table stock add unique (code) deferrable initially deferred',
    statements: setCode,
  },
  'foreign key': foreignKey(''),
  'foreign key that restricts': foreignKey('on delete restrict on update restrict'),
  'foreign key that cascades': foreignKey('on delete cascade on update cascade'),
  'foreign key that sets null': foreignKey('on delete set null on update set null'),
  'foreign key that sets a default': foreignKey('on delete set default on update set default'),
  'deferred foreign key': foreignKey('deferrable initially deferred', [
    'set constraints all immediate',
  ]),
  'trigger that counts': {
    schema: writesLog('update line set n = n + 1 where id = 1'),
    statements: ['select n from line where id = 1', 'update line set n = 0 where id = 1'],
  },
  'trigger that logs': {
    schema: writesLog('insert into log select 1, count(*)::text from log'),
    statements: ['select what from log', "insert into log values (0, 'x')"],
  },
  'view that can be written': {
    schema: 'create view shelf as select id, amount from stock where amount < 100',
    statements: [
      'update shelf set amount = amount * 2 where id = 1',
      'select amount from shelf where id = 1',
    ],
  },
  rule: {
    schema: `create rule also as on update to line do also update stock set amount = 0 where id = 1`,
    statements: ['update line set n = 3 where id = 1', 'update stock set amount = 5 where id = 1'],
  },
  'row level security': {
    schema: `alter table stock enable row level security;
      create policy opened on stock using (exists (select from log))`,
    statements: [
      'set role pg_read_all_data',
      "insert into log values (1, 'open')",
      'select count(*) from stock',
    ],
  },
  partitions: {
    schema: `create table part (id int, amount int) partition by range (id);
      create table part_1 partition of part for values from (0) to (10)`,
    reset: 'truncate part; insert into part values (1, 1), (2, 1)',
    statements: [
      ...[
        'update part set amount = amount + 1 where id = 1',
        'update part_1 set amount = 9 where id = 1',
      ],
      ...[
        'select amount from part where id = 1',
        'insert into part values (3, 1)',
        'select count(*) from part_1',
      ],
    ],
  },
  inheritance: {
    schema: 'create table special () inherits (stock)',
    reset: "truncate special; insert into special values (1, 5, 's')",
    statements: ['update special set amount = 8 where id = 1', 'select amount from special'],
  },
  'shared sequence': {
    schema: `create sequence s; alter table line alter id set default nextval('s'); alter table stock alter id set default nextval('s')`,
    reset: "select setval('s', 100)",
    statements: [
      ...[
        'insert into line (n) values (1) returning id',
        'insert into stock (amount) values (1) returning id',
      ],
      ...["select nextval('s')", "select nextval('public.s')", 'select last_value from s'],
    ],
  },
  'identity column': {
    schema: 'create table item (id int generated always as identity, n int)',
    reset: 'truncate item restart identity',
    statements: [
      'insert into item (n) values (1) returning id',
      "select nextval('item_id_seq')",
      'select max(id) from item',
    ],
  },
  'generated column': {
    schema: `create function twice(int) returns int immutable language sql as 'select $1 * 2';
      alter table stock add twice int generated always as (twice(amount)) stored`,
    statements: ['select twice from stock where id = 1'],
  },
  'check that reads another table': {
    schema: `create function quiet() returns bool language sql as 'select count(*) = 0 from log';
      alter table stock add check (quiet() or amount < 50)`,
    statements: ["insert into log values (1, 'x')", 'update stock set amount = 90 where id = 1'],
  },
  'default that writes': {
    schema: `create function logged() returns int language sql as $$ insert into log values (2, 'd') returning id $$;
      alter table line alter n set default logged()`,
    statements: ['insert into line (id) values (5)', 'select count(*) from log'],
  },
  'advisory locks': {
    schema: 'select 1',
    statements: [
      ...[
        'select pg_advisory_xact_lock(1)',
        'select pg_try_advisory_xact_lock(1)',
        'select pg_advisory_xact_lock(2), pg_advisory_xact_lock(1)',
      ],
      ...[
        'select id from stock where id = 1 and pg_try_advisory_xact_lock(1)',
        "select pg_advisory_xact_lock('01'::bigint)",
      ],
    ],
  },
  'id that is not unique': {
    schema: 'alter table stock drop constraint stock_pkey; create unique index on stock (id, code)',
    statements: [
      ...setCode,
      "insert into stock values (1, 0, 'x')",
      'select count(*) from stock where id = 1',
    ],
  },
  function: {
    schema: `create function sell(int) returns int language sql as 'update stock set amount = amount - 1 where id = $1 returning amount'`,
    statements: ['select sell(1)', 'select sell(2) from line where id = 1'],
  },
  'other ways to say it': {
    schema: 'select 1',
    statements: [
      ...[
        'with w as (update line set n = 9 where id = 1 returning n) select amount from stock where id = 1',
      ],
      ...[
        'merge into line using stock on stock_id = stock.id when matched then update set n = amount',
      ],
      ...[
        "insert into stock values (1, 0, 'z') on conflict (id) do update set amount = stock.amount * 3",
      ],
      ...[
        "select amount from stock where id = '01'",
        'select amount /* id = 2 */ from stock where id = 1.0 -- from line',
      ],
      ...[
        'update stock set amount = (select n from line) where id = 1',
        'truncate log; insert into log values (4)',
      ],
      ...['do $$ begin update stock set amount = 77 where id = 2; end $$'],
    ],
  },
};

const client = (statement: fc.Arbitrary<string>): fc.Arbitrary<string[]> =>
  fc.oneof(
    fc
      .tuple(
        fc.constantFrom('begin', 'begin', 'begin', 'begin isolation level repeatable read'),
        fc.array(statement, { minLength: 1, maxLength: 2 }),
        fc.constantFrom('commit', 'commit', 'rollback'),
      )
      .map(([first, middle, last]) => [first, ...middle, last]),
    fc.array(statement, { minLength: 1, maxLength: 2 }),
  );

/** A race on the schema with this feature. */
export function raceWith(
  { schema, reset = '', statements }: Feature,
  clients: Readonly<Record<string, readonly string[]>>,
): SqlRace & { readonly statements: readonly string[] } {
  return {
    schema: `${base.schema}; ${schema}`,
    reset: `${base.reset}; ${reset}`,
    look: base.look,
    clients,
    statements,
  };
}

/** A schema with one of the features, or two, and two or three clients that have to do with it. */
export const racesOnSchemas: fc.Arbitrary<SqlRace> = fc
  .tuple(fc.constantFrom(...Object.values(features)), fc.constantFrom(2, 2, 3))
  .chain(([feature, count]) => {
    const statement = fc.oneof(
      { weight: 2, arbitrary: fc.constantFrom(...feature.statements) },
      { weight: 1, arbitrary: fc.constantFrom(...ordinary) },
    );
    const some = count === 2 ? client(statement) : fc.tuple(statement).map((one) => [...one]);
    return fc
      .array(some, { minLength: count, maxLength: count })
      .filter((clients) => ordersOf(clients) <= 40)
      .map((clients) =>
        raceWith(feature, Object.fromEntries(clients.map((sent, i) => ['ABC'[i], sent]))),
      );
  });
