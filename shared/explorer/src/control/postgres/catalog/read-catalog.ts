import type pg from 'pg';
import { plainExpression } from '../sql/expression.ts';
import { Catalog, type Kind, type Reference, type ReferenceAction, type Table } from './catalog.ts';
import { scopeOf } from './names.ts';

/** What a database says of itself, in one question. */
const question = `
with own as (select oid, nspname from pg_namespace
             where nspname <> 'information_schema' and nspname not like 'pg\\_%'),
relations as (select c.oid, nspname, relname, relkind, relrowsecurity,
    exists (select from pg_inherits where c.oid in (inhrelid, inhparent)) as inherits,
    exists (select from pg_rewrite where ev_class = c.oid) as rules
  from pg_class c join own on own.oid = relnamespace where relkind in ('r', 'p', 'v', 'm', 'f', 'S'))
select current_database() as database,
  (select coalesce(json_agg(json_build_object('oid', r.oid::text, 'schema', nspname, 'name', relname, 'kind', relkind,
    'opaque', relrowsecurity or inherits or rules or relkind not in ('r', 'm', 'S'),
    'columns', (select coalesce(json_agg(json_build_object('number', attnum, 'name', attname,
        'type', case when typtype = 'd' or typnamespace <> 'pg_catalog'::regnamespace then typtype::text || ' added' else typname end,
        'deterministic', coalesce((select collisdeterministic from pg_collation where oid = attcollation), true),
        'generated', attgenerated <> '', 'default', pg_get_expr(adbin, adrelid)) order by attnum), '[]')
      from pg_attribute join pg_type t on t.oid = atttypid
      left join pg_attrdef on adrelid = attrelid and adnum = attnum
      where attrelid = r.oid and attnum > 0 and not attisdropped),
    'indexes', (select coalesce(json_agg(json_build_object('primary', indisprimary, 'columns', (indkey::int2[])[0:indnkeyatts - 1],
        'expression', concat_ws(',', pg_get_expr(indexprs, indrelid), pg_get_expr(indpred, indrelid)),
        'unique', indisunique or indisexclusion, 'equality', indisunique and not indisexclusion
          and not exists (select from unnest(indcollation::oid[]) one join pg_collation c on c.oid = one where not collisdeterministic)
          and not exists (select from unnest(indclass::oid[]) one join pg_opclass c on c.oid = one where opcnamespace <> 'pg_catalog'::regnamespace)
        )), '[]') from pg_index where indrelid = r.oid),
    'checks', (select coalesce(json_agg(pg_get_expr(conbin, conrelid)), '[]') from pg_constraint
      where conrelid = r.oid and contype = 'c'),
    'deferrable', exists (select from pg_constraint where r.oid in (conrelid, confrelid) and condeferrable),
    'triggers', (select coalesce(json_agg(tgtype), '[]') from pg_trigger
      where tgrelid = r.oid and not tgisinternal and tgenabled <> 'D'),
    'identities', (select coalesce(json_agg(objid::text), '[]') from pg_depend
      where classid = 'pg_class'::regclass and refclassid = 'pg_class'::regclass and refobjid = r.oid and deptype = 'i')
  )), '[]') from relations r) as relations,
  (select coalesce(json_agg(json_build_object('from', conrelid::text, 'to', confrelid::text, 'columns', conkey,
    'toColumns', confkey, 'onDelete', confdeltype, 'onUpdate', confupdtype)), '[]')
    from pg_constraint where contype = 'f' and conparentid = 0) as references,
  (select coalesce(json_agg(name), '[]') from (
    select proname as name from pg_proc where pronamespace in (select oid from own)
    union select oprname from pg_operator where oprnamespace in (select oid from own)) added) as added,
  current_setting('default_transaction_isolation') = 'read committed' and not exists (
    select from pg_db_role_setting, unnest(setconfig) one
    where one like 'default_transaction_isolation=%' and one not like '%=read committed') as "readsCommitted"`;

interface Answer {
  readonly database: string;
  readonly relations: readonly Relation[];
  readonly references: readonly ForeignKey[];
  readonly added: readonly string[];
  readonly readsCommitted: boolean;
}

interface Relation {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  readonly kind: string;
  readonly opaque: boolean;
  readonly columns: readonly ColumnRow[];
  readonly indexes: readonly Index[];
  readonly checks: readonly string[];
  readonly deferrable: boolean;
  readonly triggers: readonly number[];
  readonly identities: readonly string[];
}

interface ColumnRow {
  readonly number: number;
  readonly name: string;
  readonly type: string;
  readonly deterministic: boolean;
  readonly generated: boolean;
  readonly default: string | null;
}

interface Index {
  readonly primary: boolean;
  readonly unique: boolean;
  readonly equality: boolean;
  readonly columns: readonly number[];
  readonly expression: string;
}

interface ForeignKey {
  readonly from: string;
  readonly to: string;
  readonly columns: readonly number[];
  readonly toColumns: readonly number[];
  readonly onDelete: string;
  readonly onUpdate: string;
}

/** Asks a database for its tables, and what connects their rows. Throws what `pg` throws. */
export async function readCatalog(client: Pick<pg.Client, 'query'>): Promise<Catalog> {
  const { rows } = await client.query<Answer>({ name: 'catalog', text: question });
  const { database, relations, references, added, readsCommitted } = rows[0] as Answer;
  const byOid = new Map(relations.map((one) => [one.oid, one]));
  const keys = references.flatMap((one) => referenceOf(one, byOid) ?? []);
  const plain = (expression: string | null) => {
    const { plain, calls } = plainExpression(expression ?? 'null');
    return plain && calls.every((name) => !added.includes(name));
  };
  return new Catalog({
    database,
    tables: relations
      .filter(({ kind }) => kind !== 'S')
      .map((one) => tableOf(one, byOid, keys, plain)),
    sequences: relations
      .filter(({ kind }) => kind === 'S')
      .map(({ schema, name }) => scopeOf(schema, name)),
    added: new Set(added),
    readsCommitted,
  });
}

function tableOf(
  relation: Relation,
  byOid: ReadonlyMap<string, Relation>,
  keys: readonly Reference[],
  plain: (expression: string | null) => boolean,
): Table {
  const { schema, name, opaque, columns, indexes, checks, deferrable, triggers, identities } =
    relation;
  const scope = scopeOf(schema, name);
  const defaults = columns.filter((column) => !column.generated).map((column) => column.default);
  const drawn = defaults.flatMap((text) => plainExpression(text ?? 'null').sequences);
  const owned = identities
    .flatMap((oid) => byOid.get(oid) ?? [])
    .filter(({ kind }) => kind === 'S');
  const fixed = [
    ...checks,
    ...indexes.map(({ expression }) => expression || null),
    ...columns.filter(({ generated }) => generated).map((column) => column.default),
  ];
  const hasAddedType = columns.some(({ type }) => type === 'd added');
  return {
    scope,
    columns: columns.map((column) => ({ name: column.name, kind: kindOf(column, relation) })),
    key: keyOf(relation),
    isOpaque: opaque,
    triggers: new Set(triggers.flatMap(eventsOf)),
    uniques: indexes
      .filter(({ unique }) => unique)
      .map((index) => ({ columns: uniqueIn(index, relation), comparesEqual: index.equality })),
    checksAnything: hasAddedType || !fixed.every(plain),
    defaultsAnything: !defaults.every(plain),
    sequences: new Set(
      [
        ...drawn.map((one) => scopeOf(one.schema ?? schema, one.name)),
        ...owned.map((one) => scopeOf(one.schema, one.name)),
      ].map((one) => `sequence ${one}`),
    ),
    deferrable,
    references: keys.filter(({ from }) => from === scope),
    referencedBy: keys.filter(({ to }) => to === scope),
  };
}

/** The primary key, where it has one column whose equal values are told by their text. */
function keyOf(relation: Relation): Table['key'] {
  const primary = relation.indexes.find((index) => index.primary);
  const column = relation.columns.find(({ number }) => number === primary?.columns[0]);
  const kind = column && kindOf(column, relation);
  return kind && primary?.columns.length === 1 ? { column: column.name, kind } : undefined;
}

function kindOf(
  { type, deterministic, generated }: ColumnRow,
  { opaque }: Relation,
): Kind | undefined {
  if (opaque || generated || !deterministic) return undefined;
  const kinds: Readonly<Record<string, Kind>> = {
    int2: 'integer',
    int4: 'integer',
    int8: 'integer',
    uuid: 'uuid',
    text: 'text',
    varchar: 'text',
  };
  return Object.hasOwn(kinds, type) ? kinds[type] : undefined;
}

/** The columns that a unique index looks at; all of them, where that is not certain. */
function uniqueIn({ columns, expression }: Index, { columns: all }: Relation): string[] {
  if (expression !== '') return ['*'];
  return columns.map((number) => nameOf(number, all));
}

/** The name of a column; all of them for one that changes with others. */
function nameOf(number: number, all: readonly ColumnRow[]): string {
  const column = all.find((one) => one.number === number);
  return column && !column.generated ? column.name : '*';
}

function eventsOf(type: number): ('insert' | 'update' | 'delete')[] {
  const bits = { insert: 4, delete: 8, update: 16 } as const;
  return (['insert', 'update', 'delete'] as const).filter((event) => (type & bits[event]) !== 0);
}

function referenceOf(
  { from, to, columns, toColumns, onDelete, onUpdate }: ForeignKey,
  byOid: ReadonlyMap<string, Relation>,
): Reference | undefined {
  const [child, parent] = [byOid.get(from), byOid.get(to)];
  if (!child || !parent) return undefined;
  const named = ({ columns: all }: Relation, numbers: readonly number[]) =>
    numbers.map((number) => nameOf(number, all));
  return {
    from: scopeOf(child.schema, child.name),
    columns: named(child, columns),
    to: scopeOf(parent.schema, parent.name),
    toColumns: named(parent, toColumns),
    onDelete: actionOf(onDelete),
    onUpdate: actionOf(onUpdate),
  };
}

function actionOf(letter: string): ReferenceAction {
  if (letter === 'c') return 'cascade';
  return letter === 'n' || letter === 'd' ? 'set' : 'refuse';
}
