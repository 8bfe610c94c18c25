/** What a database may hold that the workbook did not make: one thing of each kind, by itself. */
export const foreignObjects: Readonly<Record<string, string>> = {
  table: 'create table customer (id int primary key, name text); insert into customer values (1)',
  'partitioned table': 'create table measurement (at date) partition by range (at)',
  'account table of another shape': 'create table account (number text primary key, euros numeric)',
  'account table without a balance': 'create table account (id serial primary key, owner text)',
  'account table in another schema': 'create schema app; create table app.account (id int)',
  view: 'create view report as select 1 as total',
  'view that is called account': 'create view account as select 1 as id',
  'materialized view': 'create materialized view summary as select 1 as total',
  function: `create function twice(int) returns int language sql return $1 * 2`,
  procedure: `create procedure tidy() language plpgsql as 'begin end'`,
  aggregate: 'create aggregate total(int) (sfunc = int4pl, stype = int)',
  enum: `create type mood as enum ('good', 'bad')`,
  'composite type': 'create type pair as (one int, other int)',
  domain: 'create domain amount as int check (value > 0)',
  range: 'create type text_range as range (subtype = text)',
  schema: 'create schema archive',
  sequence: `create sequence ticket; select nextval('ticket')`,
  extension: 'create extension pg_trgm',
  language: 'create language other handler plpgsql_call_handler',
  operator: 'create operator === (leftarg = int, rightarg = int, function = int4eq)',
  'operator family': 'create operator family numbers using btree',
  collation: `create collation plain from "C"`,
  conversion: `create conversion mine for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8`,
  'text search configuration': 'create text search configuration plain (copy = simple)',
  'access method': 'create access method pile type table handler heap_tableam_handler',
  'foreign-data wrapper': 'create foreign data wrapper elsewhere',
  'event trigger': `
    create function noticed() returns event_trigger language plpgsql as 'begin end';
    create event trigger notice on ddl_command_end execute function noticed()`,
  publication: 'create publication news for all tables',
  'default rights': 'alter default privileges grant select on tables to public',
  'large object': `select lo_from_bytea(0, 'bytes')`,
};

/** What may hang on the workbook's own table without being its own. */
export const foreignParts: Readonly<Record<string, string>> = {
  column: 'alter table account add note text',
  'column of another type': 'alter table account alter balance type int',
  'column that is missing': 'alter table account drop owner',
  default: 'alter table account alter balance set default 5',
  'column that may be null': 'alter table account alter owner drop not null',
  'primary key that is missing': 'alter table account drop constraint account_pkey',
  'primary key of another column':
    'alter table account drop constraint account_pkey, add primary key (owner)',
  'identity instead of a sequence': `alter table account alter id drop default;
    drop sequence account_id_seq; alter table account alter id add generated always as identity`,
  'another sequence for its ids': `create sequence further;
    alter table account alter id set default nextval('further')`,
  'default that is missing': 'alter table account alter id drop default',
  'storage that a crash empties': 'alter table account set unlogged',
  'row-level security': 'alter table account enable row level security',
  'another collation': 'alter table account alter owner type varchar(255) collate "C"',
  'column that is generated':
    'alter table account drop balance, add balance bigint not null generated always as (id) stored',
  index: 'create index by_owner on account (owner)',
  'unique constraint': 'alter table account add unique (owner)',
  check: 'alter table account add check (balance > 0)',
  'exclusion constraint': 'alter table account add exclude using btree (owner with =)',
  'foreign key': 'alter table account add foreign key (id) references account',
  trigger: `create trigger sparing before update on account
    for each row execute function suppress_redundant_updates_trigger()`,
  rule: 'create rule never as on delete to account do instead nothing',
  policy: 'create policy all_of_them on account using (true)',
  statistics: 'create statistics together on owner, balance from account',
  'sequence of a column': 'create sequence further owned by account.balance',
  'table that inherits': 'create table vip () inherits (account)',
  'view on it': 'create view owners as select owner from account',
};

/** All kinds in one database, with rows, rights and comments. */
export const foreignDatabase = `
  create schema archive;
  create type mood as enum ('good', 'bad');
  create domain amount as bigint check (value >= 0);
  create table customer (
    id int generated always as identity primary key,
    name text not null default 'ann' check (name <> ''),
    mood mood,
    upper_name text generated always as (upper(name)) stored);
  insert into customer (name, mood) values ('ann', 'good'), ('Zoë 🏦', 'bad');
  create unique index customer_name on customer (lower(name)) where mood = 'good';
  create table account (number text primary key, customer int references customer, euros amount);
  insert into account select 'DE' || id, id, 100 from customer;
  create table archive.account (like public.account including all);
  insert into archive.account values ('old', null, 1);
  create table measurement (at date not null) partition by range (at);
  create table measurement_2026 partition of measurement
    for values from ('2026-01-01') to ('2027-01-01');
  insert into measurement values ('2026-05-01');
  create view report as select name, euros from customer join account on customer = id;
  create materialized view summary as select sum(euros) as total from account;
  create sequence ticket start 7;
  select nextval('ticket');
  create function twice(int) returns int language sql return $1 * 2;
  create function stamped() returns trigger language plpgsql as 'begin return new; end';
  create trigger stamp before insert on account for each row execute function stamped();
  create rule keep as on delete to archive.account do instead nothing;
  alter table customer enable row level security;
  create policy good_ones on customer using (mood = 'good');
  create extension pg_trgm;
  create publication news for table customer;
  create statistics together on name, mood from customer;
  grant select on report to public;
  grant update (name) on customer to public;
  alter default privileges in schema archive grant select on tables to public;
  comment on table customer is 'those who pay';
  comment on column customer.name is 'in full';
  comment on function twice is 'two times';
  select lo_from_bytea(0, 'bytes');
`;
