import type { RunningService } from '../service-info.ts';
import { ServiceUnavailable } from '../service-unavailable.ts';

const connectPatienceMs = 10_000;

/**
 * Checks that a PostgreSQL server answers at `url`. The server is not ours: disposing does nothing.
 *
 * @throws ServiceUnavailable
 */
export async function postgresByUrl(url: string): Promise<RunningService> {
  const place = placeOf(url);
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
    const version = rows[0]?.version ?? 'unknown';
    return { info: { url, source: 'url', version }, async [Symbol.asyncDispose]() {} };
  } catch (cause) {
    throw new ServiceUnavailable(
      `the PostgreSQL server that DATABASE_URL names, ${place}, cannot be used (${reasonOf(cause)}): start it or correct the url, or unset DATABASE_URL for the embedded server`,
      { cause },
    );
  } finally {
    await client.end().catch(() => {});
  }
}

function placeOf(url: string): string {
  const parsed = URL.parse(url);
  if (!parsed || !/^postgres(ql)?:$/.test(parsed.protocol)) {
    throw new ServiceUnavailable(
      'DATABASE_URL is not of the form postgres://user:password@host:port/database: correct it, or unset it for the embedded server',
    );
  }
  return parsed.host || 'on a local socket';
}

/** Node reports a refused connection as an error without a message that holds one for each address. */
function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError) return reasonOf(cause.errors[0]);
  return cause instanceof Error ? cause.message : String(cause);
}
