import type { Client } from 'pg';

/** How a database is marked as ours, and so may be dropped. */
const mark = 'made by the concurrency workbook; dropped and made again by its next run';

/**
 * PostgreSQL cannot make a database and comment on it in one statement. A limit that no server
 * reaches and no person chooses comes with the making itself: a run that is killed before the
 * comment is there leaves a database that can still be told from any other.
 */
const markedLimit = 917_300;

/** For a WHERE over `pg_database`: whether the workbook made the database. */
export const isMarked = `(datconnlimit = ${markedLimit} OR shobj_description(oid, 'pg_database') IS NOT DISTINCT FROM '${mark}')`;

/**
 * Makes an empty database and marks it.
 *
 * @param client Connected to any other database of the server.
 * @throws DatabaseError when the server refuses.
 */
export async function makeMarked(client: Client, name: string): Promise<void> {
  const quoted = client.escapeIdentifier(name);
  // template0 is empty on every server, and no session can be connected to it.
  await client.query(
    `CREATE DATABASE ${quoted} TEMPLATE template0 ENCODING 'UTF8' CONNECTION LIMIT ${markedLimit} ${await strategyOn(client)}`,
  );
  await client.query(`COMMENT ON DATABASE ${quoted} IS ${client.escapeLiteral(mark)}`);
}

/**
 * How a server makes a database: it copies the files of the template where it waits for no disk. That
 * takes half the time of logging them, but a checkpoint comes first, for which a disk would be slow.
 */
async function strategyOn(client: Client): Promise<string> {
  const { rows } = await client.query<{ copies: boolean }>(
    `SELECT current_setting('fsync') = 'off'
        AND current_setting('server_version_num')::int >= 150000 AS copies`,
  );
  return rows[0]?.copies ? 'STRATEGY file_copy' : '';
}
