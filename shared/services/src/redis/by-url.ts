import { reasonOf } from '../model/reason.ts';
import type { RunningService } from '../model/service-info.ts';
import { ServiceUnavailable } from '../model/service-unavailable.ts';
import { encodingHint, wellFormedUrl } from '../source/well-formed-url.ts';

const connectPatienceMs = 10_000;

/**
 * A part of the Redis server at `url` that is this run's own: `info.url` names a gate in this
 * process, which works in databases that were empty, and lets nothing through that would touch any
 * other. Disposing removes what came through it, and leaves the server running.
 *
 * @throws ServiceUnavailable
 */
export async function redisByUrl(url: string): Promise<RunningService> {
  return usable(url, async () => {
    const version = await versionFor(url);
    const { startGate } = await import('./gate/start-gate.ts');
    const gate = await startGate(url);
    return {
      info: { url: gate.url, source: 'url', version },
      [Symbol.asyncDispose]: () => gate[Symbol.asyncDispose](),
    };
  });
}

/**
 * Looks whether the workbook may use the server at `url`, and changes nothing there. Resolves with its
 * version.
 *
 * @throws ServiceUnavailable
 */
export async function inspectRedis(url: string): Promise<string> {
  return usable(url, async () => {
    const version = await versionFor(url);
    const { openControl } = await import('./gate/control.ts');
    const { survey } = await import('./gate/survey.ts');
    const control = await openControl(url);
    try {
      await survey(control);
    } finally {
      control.destroy();
    }
    return version;
  });
}

async function versionFor(url: string): Promise<string> {
  const { permitted } = await import('./gate/survey.ts');
  return permitted('INFO', redisVersion(url));
}

async function usable<T>(url: string, work: () => Promise<T>): Promise<T> {
  const server = `the Redis server that REDIS_URL names, ${placeOf(url)},`;
  const otherwise = "unset REDIS_URL for a server of this run's own";
  try {
    return await work();
  } catch (cause) {
    if ((cause as Error).name === 'Unsuitable') {
      throw new ServiceUnavailable(`${server} ${reasonOf(cause)}, or ${otherwise}`, { cause });
    }
    throw new ServiceUnavailable(
      `${server} cannot be used (${reasonOf(cause)}): start it or correct the url, or ${otherwise}`,
      { cause },
    );
  }
}

/**
 * Connects to the server and asks for its version, such as `7.0.15`. Throws what `redis` throws,
 * and `ServiceUnavailable` when `url` is malformed: parsed all the same, a password may be taken
 * for a host.
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
