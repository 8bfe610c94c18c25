import type { Client } from 'pg';
import { reasonOf } from '../model/reason.ts';
import type { OnProgress, RunningService } from '../model/service-info.ts';
import { ServiceUnavailable } from '../model/service-unavailable.ts';
import { encodingHint, wellFormedUrl } from '../source/well-formed-url.ts';
import { examineServer, type Purpose } from './rights.ts';
import { unhindered } from './unhindered.ts';

const connectPatienceMs = 10_000;

/**
 * Finds the PostgreSQL server at `url`, which is not ours, and makes a database of this run's own on it:
 * that is what the service's url names. Disposing drops it, and all that `createDatabase` made beside it.
 *
 * @throws ServiceUnavailable when no server answers, or its role may not do what `purpose` needs.
 */
export async function postgresByUrl(
  url: string,
  purpose: Purpose,
  onProgress: OnProgress,
): Promise<RunningService> {
  const place = placeOf(url);
  const server = `the PostgreSQL server that DATABASE_URL names, ${place},`;
  const otherwise = 'unset DATABASE_URL for the embedded server';
  try {
    return await connectedTo(url, async (client) => {
      const { version, missing } = await examineServer(client, purpose);
      if (missing)
        throw new ServiceUnavailable(`${server} cannot be used: ${missing}, or ${otherwise}`);
      const { ownDatabases } = await import('./own-databases.ts');
      const databases = await ownDatabases(client, url);
      onProgress(
        `working in the database ${databases.name} of ${place}, which is dropped at the end`,
      );
      return {
        info: { url: databases.url, source: 'url', version },
        [Symbol.asyncDispose]: () => databases[Symbol.asyncDispose](),
      };
    });
  } catch (cause) {
    if (cause instanceof ServiceUnavailable) throw cause;
    throw new ServiceUnavailable(
      `${server} cannot be used (${reasonOf(cause)}): start it or correct the url, or ${otherwise}`,
      { cause },
    );
  }
}

/**
 * Looks whether the server at `url` lets the workbook judge, and changes nothing there.
 *
 * @returns Its version, such as `18.4`.
 * @throws ServiceUnavailable when `url` is malformed, Error when something is missing, or what `pg`
 *   throws.
 */
export async function inspectPostgres(url: string): Promise<string> {
  placeOf(url);
  return connectedTo(url, async (client) => {
    const { version, missing } = await examineServer(client, 'to judge');
    if (missing) throw new Error(missing);
    return version;
  });
}

/**
 * Connects to the server and asks for its version, such as `18.4`. Throws what `pg` throws, and
 * `ServiceUnavailable` when `url` is malformed: parsed all the same, a password may be taken for a
 * host.
 */
export async function postgresVersion(url: string): Promise<string> {
  placeOf(url);
  return connectedTo(url, async (client) => {
    const { rows } = await client.query<{ version: string }>(
      `SELECT split_part(current_setting('server_version'), ' ', 1) AS version`,
    );
    return rows[0]?.version ?? 'unknown';
  });
}

async function connectedTo<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const { Client } = (await import('pg')).default;
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: connectPatienceMs,
  });
  try {
    await client.connect();
    await client.query(unhindered);
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

function placeOf(url: string): string {
  const parsed = wellFormedUrl(url, /^postgres(ql)?:$/);
  if (!parsed) {
    throw new ServiceUnavailable(
      `DATABASE_URL is not of the form postgres://user:password@host:port/database, ${encodingHint}: correct it, or unset it for the embedded server`,
    );
  }
  return parsed.host || 'on a local socket';
}
