import { reasonOf } from '../reason.ts';
import type { RunningService } from '../service-info.ts';
import { ServiceUnavailable } from '../service-unavailable.ts';
import { encodingHint, wellFormedUrl } from '../well-formed-url.ts';

const connectPatienceMs = 10_000;

/**
 * Checks that a PostgreSQL server answers at `url`. The server is not ours: disposing does nothing.
 *
 * @throws ServiceUnavailable
 */
export async function postgresByUrl(url: string): Promise<RunningService> {
  const place = placeOf(url);
  try {
    const version = await postgresVersion(url);
    return { info: { url, source: 'url', version }, async [Symbol.asyncDispose]() {} };
  } catch (cause) {
    throw new ServiceUnavailable(
      `the PostgreSQL server that DATABASE_URL names, ${place}, cannot be used (${reasonOf(cause)}): start it or correct the url, or unset DATABASE_URL for the embedded server`,
      { cause },
    );
  }
}

/**
 * Connects to the server and asks for its version, such as `18.4`. Throws what `pg` throws, and
 * `ServiceUnavailable` when the url is none: who parses it all the same may take a password for a host.
 */
export async function postgresVersion(url: string): Promise<string> {
  placeOf(url);
  const { Client } = (await import('pg')).default;
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: connectPatienceMs,
  });
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string }>(
      `SELECT split_part(current_setting('server_version'), ' ', 1) AS version`,
    );
    return rows[0]?.version ?? 'unknown';
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
