import { reasonOf } from '../reason.ts';
import type { RunningService } from '../service-info.ts';
import { ServiceUnavailable } from '../service-unavailable.ts';
import { encodingHint, wellFormedUrl } from '../well-formed-url.ts';

const connectPatienceMs = 10_000;

/**
 * Checks that a Redis server answers at `url`. The server is not ours: disposing does nothing.
 *
 * @throws ServiceUnavailable
 */
export async function redisByUrl(url: string): Promise<RunningService> {
  const place = placeOf(url);
  try {
    const version = await redisVersion(url);
    return { info: { url, source: 'url', version }, async [Symbol.asyncDispose]() {} };
  } catch (cause) {
    throw new ServiceUnavailable(
      `the Redis server that REDIS_URL names, ${place}, cannot be used (${reasonOf(cause)}): start it or correct the url, or unset REDIS_URL for a server of this run's own`,
      { cause },
    );
  }
}

/**
 * Connects to the server and asks for its version, such as `7.0.15`. Throws what `redis` throws, and
 * `ServiceUnavailable` when the url is none: who parses it all the same may take a password for a host.
 */
export async function redisVersion(url: string): Promise<string> {
  placeOf(url);
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
    // Valkey states its own version besides that of the Redis that it is compatible with.
    const stated = /^valkey_version:(\S+)/m.exec(info) ?? /^redis_version:(\S+)/m.exec(info);
    return stated?.[1] ?? 'unknown';
  } finally {
    client.destroy();
  }
}

function placeOf(url: string): string {
  const parsed = wellFormedUrl(url, /^rediss?:$/);
  if (!parsed) {
    throw new ServiceUnavailable(
      `REDIS_URL is not of the form redis://:password@host:port/0, ${encodingHint}: correct it, or unset it for a server of this run's own`,
    );
  }
  return parsed.host;
}
