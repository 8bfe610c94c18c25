import type { EntityManager } from '@mikro-orm/postgresql';

/** A table, a view, a function, or whatever else a database can hold. */
export interface DatabaseObject {
  /** PostgreSQL's word for its kind: `view`. */
  readonly type: string;
  /** Its name, with its schema where it has one: `public.report`. */
  readonly identity: string;
  /** Whether it is a table, or a sequence that no column owns, with one of the names asked for. */
  readonly isOwn: boolean;
}

/**
 * All that a new and empty database would not hold, in whichever schema, except rows. Parts are not
 * listed, only what they are parts of: not the columns, indexes and constraints of a table, nor
 * the sequence that a column's default draws from.
 */
export async function objectsIn(
  em: EntityManager,
  ownNames: readonly string[],
): Promise<readonly DatabaseObject[]> {
  return em.execute<DatabaseObject[]>(selectObjects, [ownNames.join('\n')]);
}

/**
 * The catalogs whose objects can stand by themselves, or be hung on a table that existed before.
 */
export const catalogs = [
  'pg_am',
  'pg_cast',
  'pg_class',
  'pg_collation',
  'pg_conversion',
  'pg_default_acl',
  'pg_event_trigger',
  'pg_extension',
  'pg_foreign_data_wrapper',
  'pg_foreign_server',
  'pg_language',
  'pg_largeobject_metadata',
  'pg_namespace',
  'pg_opclass',
  'pg_operator',
  'pg_opfamily',
  'pg_policy',
  'pg_proc',
  'pg_publication',
  'pg_rewrite',
  'pg_statistic_ext',
  'pg_transform',
  'pg_trigger',
  'pg_ts_config',
  'pg_ts_dict',
  'pg_ts_parser',
  'pg_ts_template',
  'pg_type',
];

/** Oids below this one belong to the cluster's own objects. */
const firstNormalOid = 16384;

const selectOids = catalogs
  .map((name) => {
    // Large objects are identified by the catalog that holds their bytes.
    const identified = name === 'pg_largeobject_metadata' ? 'pg_largeobject' : name;
    return `select '${identified}'::regclass as catalog, oid from ${name} where oid >= ${firstNormalOid}`;
  })
  .join('\n  union all ');

const selectObjects = `
with found as (
  ${selectOids}
)
select named.type, named.identity,
  coalesce(
    relation.relname = any (string_to_array(?, E'\\n')) and nspname = 'public' and relpersistence = 'p'
      and (relkind = 'S' or relkind = 'r' and has_key and has_plain_columns),
    false) as "isOwn"
from found
  left join pg_class relation on catalog = 'pg_class'::regclass and relation.oid = found.oid
  left join pg_namespace schema on schema.oid in (
    relation.relnamespace, case when catalog = 'pg_namespace'::regclass then found.oid end)
  -- What MikroORM does not look at when it compares tables.
  cross join lateral (
    select
      exists (select from pg_index where indrelid = relation.oid and indisprimary) as has_key,
      not exists (
        select from pg_attribute
        where attrelid = relation.oid and attcollation not in (0, 'pg_catalog."default"'::regcollation)
      ) as has_plain_columns) unseen
  cross join pg_identify_object(catalog, found.oid, 0) named
where named.type is not null
  -- Parts of another object, and members of an extension.
  and not exists (
    select from pg_depend
    where classid = catalog and objid = found.oid and objsubid = 0 and deptype in ('i', 'e'))
  and (relkind is null or relkind not in ('i', 'I', 't'))
  -- What a column's default draws from.
  and not (relkind is not distinct from 'S' and exists (
    select from pg_depend where classid = 'pg_attrdef'::regclass
      and refclassid = 'pg_class'::regclass and refobjid = found.oid))
  -- Temporary tables of other sessions; the schema that each database has, made anew.
  and (relpersistence is null or relpersistence <> 't')
  and (catalog <> 'pg_namespace'::regclass or nspname !~ '^pg_' and nspname <> 'public')
order by found.oid
`;
