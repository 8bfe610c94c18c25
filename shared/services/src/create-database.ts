import { ServiceUnavailable } from './model/service-unavailable.ts';
import { isMarked, makeMarked } from './postgres/mark.ts';
import { remedyFor } from './postgres/remedy.ts';
import { runNamedBy } from './postgres/run-name.ts';
import { unhindered } from './postgres/unhindered.ts';
import { useUsualSettings } from './postgres/usual-settings.ts';

/** PostgreSQL cuts longer names off without an error, and two names could become one. */
const nameMaxBytes = 63;

/**
 * Makes an empty database on a server, and first drops the one of that name that an earlier call
 * made, together with its sessions. A database that the workbook did not make is never dropped.
 *
 * On a server that is not the workbook's, `startServices` names a database of this run: the new one is
 * then called after it, `workbook_0f3a…_accounts`, so that no other run has it, and goes with it.
 *
 * Settings that decide what code does, such as the isolation level of transactions, are PostgreSQL's
 * own there, whatever the server or the role says for all databases.
 *
 * @param serverUrl A url of the server, as `startServices` returns it; its role must be allowed to
 *   create databases.
 * @param name At most 63 bytes, together with the run's name where there is one, without the
 *   characters that end a path in a url: `/`, `?`, `#`.
 * @returns The url of the new database: `serverUrl` with another database in it.
 * @throws RangeError when the name is not of that form.
 * @throws ServiceUnavailable when the server does not let this role do so, a database of that name was
 *   not made by the workbook, or the url itself sets something else for every connection.
 */
export async function createDatabase(serverUrl: string, name: string): Promise<string> {
  const url = new URL(serverUrl);
  const run = runNamedBy(url);
  const fullName = run ? `${run}_${name}` : name;
  checkName(name, fullName);
  const { Client, DatabaseError, escapeIdentifier } = (await import('pg')).default;
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(unhindered);
    const { rows } = await client.query<{ ours: boolean }>(
      `SELECT ${isMarked} AS ours FROM pg_database WHERE datname = $1`,
      [fullName],
    );
    if (rows[0] && !rows[0].ours) {
      throw new ServiceUnavailable(
        `the server ${url.host} has a database "${fullName}" that the workbook did not make: drop it yourself, or set DATABASE_URL to another server`,
      );
    }
    if (rows[0]) {
      await client.query(`DROP DATABASE IF EXISTS ${escapeIdentifier(fullName)} WITH (FORCE)`);
    }
    await makeMarked(client, fullName);
    url.pathname = `/${encodeURI(fullName)}`;
    await useUsualSettings(url.href);
    return url.href;
  } catch (cause) {
    if (!(cause instanceof DatabaseError)) throw cause;
    throw new ServiceUnavailable(
      `the server ${url.host} does not make the database "${fullName}" (${cause.message}): ${remedyFor(cause.code, url.username)}`,
      { cause },
    );
  } finally {
    await client.end();
  }
}

/** An empty name is refused before the name of a run makes it longer. */
function checkName(name: string, fullName: string): void {
  if (name === '' || Buffer.byteLength(fullName) > nameMaxBytes) {
    throw new RangeError(`database name must have 1 to ${nameMaxBytes} bytes, got "${fullName}"`);
  }
  if (/[/?#]/.test(name)) {
    throw new RangeError(`database name must not contain "/", "?" or "#", got "${name}"`);
  }
}
