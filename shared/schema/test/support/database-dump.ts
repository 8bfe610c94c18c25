import pg from 'pg';

/**
 * All that a database holds, as text with a line for each thing, to be compared with an earlier dump
 * of the same database: every row of every catalog (columns, types, defaults, constraints, indexes,
 * views, functions, triggers, rules, policies, rights, comments, …), the rows of all tables, with the
 * place and the transaction of each, and where each sequence stands. Two dumps are equal unless
 * something was made, changed, dropped, or dropped and made again in between. Nothing is written.
 *
 * @param url A url of the database; its role must be allowed to read all of it.
 * @param ownToo Whether the rows of the server's own objects are looked at: that takes most of the time.
 */
export async function dumpDatabase(url: string, ownToo = true): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    const lines: string[] = [];
    for (const part of await partsOf(client, ownToo)) lines.push(...(await linesOf(client, part)));
    return `${lines.join('\n')}\n`;
  } finally {
    await client.end();
  }
}

interface Part {
  readonly name: string;
  /** Selects texts, in an order of their own. */
  readonly query: string;
}

/** What the server changes by itself, when it cleans up or counts. */
const volatile =
  "'{relpages,reltuples,relallvisible,relallfrozen,relfrozenxid,relminmxid,datfrozenxid,datminmxid}'";

/** The objects of a server's own: of their rows, a sum of their places and transactions will do. */
const firstNormalOid = 16384;

async function partsOf(client: pg.Client, ownToo: boolean): Promise<Part[]> {
  const { rows: catalogs } = await client.query<{ name: string; key: string }>(
    `select relname as name, (
         select attname from pg_attribute where attrelid = pg_class.oid and attnum > 0
           and atttypid in ('oid'::regtype, 'regproc'::regtype) and attname <> 'classid'
         order by attnum limit 1) as key
     from pg_class
     where relnamespace = 'pg_catalog'::regnamespace and relkind = 'r' and not relisshared
       and relname not in ('pg_statistic', 'pg_statistic_ext_data')
     order by 1`,
  );
  const { rows: tables } = await client.query<{ name: string }>(
    `select oid::regclass::text as name from pg_class
     where relkind in ('r', 'm') and oid >= ${firstNormalOid} order by 1`,
  );
  const { rows: sequences } = await client.query<{ name: string }>(
    `select oid::regclass::text as name from pg_class where relkind = 'S' order by 1`,
  );
  return [
    {
      name: 'database',
      query: `select (to_jsonb(d) - ${volatile}::text[])::text
          || ' ' || coalesce(shobj_description(oid, 'pg_database'), '') as line
        from pg_database d where datname = current_database()`,
    },
    {
      name: 'settings',
      query: `select to_jsonb(s)::text as line from pg_db_role_setting s order by 1`,
    },
    ...catalogs.flatMap(({ name, key }) => catalogParts(name, key, ownToo)),
    ...tables.map(({ name }) => ({
      name,
      query: `select format('%s by %s: %s', ctid, xmin, to_jsonb(t)) as line from ${name} t order by ctid`,
    })),
    ...sequences.map(({ name }) => ({
      name,
      query: `select format('stands at %s, used: %s', last_value, is_called) as line from ${name}`,
    })),
  ];
}

function catalogParts(name: string, key: string, ownToo: boolean): Part[] {
  const row = `(to_jsonb(c) - ${volatile}::text[])::text`;
  const made = {
    name,
    query: `select ${row} as line from ${name} c where ${key}::oid >= ${firstNormalOid} order by 1`,
  };
  const own = {
    name,
    query: `select format('%s more, with the sum %s', count(*), sum(hashtextextended(${row}, 0))) as line
      from ${name} c where ${key}::oid < ${firstNormalOid}`,
  };
  return ownToo ? [made, own] : [made];
}

async function linesOf(client: pg.Client, { name, query }: Part): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(query);
  return rows.map(({ line }) => `${name} ${line}`);
}
