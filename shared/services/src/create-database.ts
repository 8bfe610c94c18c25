import type { Client } from 'pg';
import { ServiceUnavailable } from './service-unavailable.ts';

/** PostgreSQL cuts longer names off without an error, and two names could become one. */
const nameMaxBytes = 63;

/** How a database is marked as ours, and so may be dropped. */
const mark = 'made by the concurrency workbook; dropped and made again by its next run';

/**
 * Makes an empty database on a server, and first drops the one of that name that an earlier call
 * made, together with its sessions. A database that the workbook did not make is never dropped.
 *
 * @param serverUrl A url of the server, as `startServices` returns it; its role must be allowed to
 *   create databases.
 * @param name At most 63 bytes, without the characters that end a path in a url: `/`, `?`, `#`.
 * @returns The url of the new database: `serverUrl` with another database in it.
 * @throws RangeError when the name is not of that form.
 * @throws ServiceUnavailable when the server does not let this role do so, or a database of that
 *   name belongs to somebody else.
 */
export async function createDatabase(serverUrl: string, name: string): Promise<string> {
  const bytes = Buffer.byteLength(name);
  if (bytes === 0 || bytes > nameMaxBytes) {
    throw new RangeError(`database name must have 1 to ${nameMaxBytes} bytes, got "${name}"`);
  }
  if (/[/?#]/.test(name)) {
    throw new RangeError(`database name must not contain "/", "?" or "#", got "${name}"`);
  }
  const url = new URL(serverUrl);
  const { Client, DatabaseError, escapeIdentifier, escapeLiteral } = (await import('pg')).default;
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ mark: string | null }>(
      `SELECT shobj_description(oid, 'pg_database') AS mark FROM pg_database WHERE datname = $1`,
      [name],
    );
    if (rows[0] && rows[0].mark !== mark) {
      throw new ServiceUnavailable(
        `the server ${url.host} has a database "${name}" that the workbook did not make: drop it yourself, or set DATABASE_URL to another server`,
      );
    }
    const quoted = escapeIdentifier(name);
    if (rows[0]) await client.query(`DROP DATABASE IF EXISTS ${quoted} WITH (FORCE)`);
    // template0 is empty on every server, and nobody can be connected to it.
    await client.query(
      `CREATE DATABASE ${quoted} TEMPLATE template0 ENCODING 'UTF8' ${await strategyOn(client)}`,
    );
    await client.query(`COMMENT ON DATABASE ${quoted} IS ${escapeLiteral(mark)}`);
  } catch (cause) {
    if (!(cause instanceof DatabaseError)) throw cause;
    throw new ServiceUnavailable(
      `the server ${url.host} does not make the database "${name}" (${cause.message}): let the role "${url.username}" create databases, or unset DATABASE_URL`,
      { cause },
    );
  } finally {
    await client.end();
  }
  url.pathname = `/${encodeURI(name)}`;
  return url.href;
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
