import type { RunningService } from '../service-info.ts';
import { ServiceUnavailable } from '../service-unavailable.ts';

const connectPatienceMs = 10_000;

/**
 * Checks that a Redis server answers at `url`. The server is not ours: disposing does nothing.
 *
 * @throws ServiceUnavailable
 */
export async function redisByUrl(url: string): Promise<RunningService> {
  const place = placeOf(url);
  const { createClient } = await import('redis');
  const client = createClient({
    url,
    socket: { connectTimeout: connectPatienceMs, reconnectStrategy: false },
  });
  // Without a listener an error event ends the process; connect() rejects with the same error.
  client.on('error', () => {});
  try {
    await client.connect();
    const info = await client.info('server');
    const version = info.match(/^(?:valkey|redis)_version:(\S+)/m)?.[1] ?? 'unknown';
    return { info: { url, source: 'url', version }, async [Symbol.asyncDispose]() {} };
  } catch (cause) {
    const reason = reasonOf(cause);
    throw new ServiceUnavailable(
      `the Redis server that REDIS_URL names, ${place}, cannot be used (${reason}): start it or correct the url, or unset REDIS_URL for a server of this run's own`,
      { cause },
    );
  } finally {
    client.destroy();
  }
}

function placeOf(url: string): string {
  const parsed = URL.parse(url);
  if (!parsed || !/^rediss?:$/.test(parsed.protocol)) {
    throw new ServiceUnavailable(
      "REDIS_URL is not of the form redis://:password@host:port/0: correct it, or unset it for a server of this run's own",
    );
  }
  return parsed.host;
}

/** Node reports a refused connection as an error without a message that holds one for each address. */
function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError) return reasonOf(cause.errors[0]);
  return cause instanceof Error ? cause.message : String(cause);
}
