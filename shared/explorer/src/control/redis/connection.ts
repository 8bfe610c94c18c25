import { loadLibrary } from '../load-library.ts';

/** A client of the `redis` library, as `template` makes it. */
export type Connection = ReturnType<typeof template>;

let templateClient: ReturnType<ReturnType<typeof redis>['createClient']> | undefined;

/**
 * The library builds a class of a thousand commands whenever the options differ from the last ones,
 * and that takes longer than many runs. So all connections except those of the code under test are
 * duplicates of one, which itself never connects.
 */
export function template() {
  templateClient ??= redis().createClient();
  return templateClient;
}

/**
 * A connection to the Redis at `url`, not made yet. `connect()` rejects when that cannot be reached. When the connection
 * breaks, its commands fail, until it is there again.
 */
export function redisConnection(url: string): Connection {
  let wasThere = false;
  // By itself, the library tries for ever, and keeps the commands until then.
  const reconnectStrategy = (retries: number) => wasThere && Math.min(retries * 50, mostPauseMs);
  return template()
    .duplicate({ url, disableOfflineQueue: true, socket: { reconnectStrategy } })
    .on('ready', () => {
      wasThere = true;
    })
    .on('error', () => {});
}

/** How long it waits at most before it tries again to reach a Redis that was there. */
const mostPauseMs = 2000;

/** The library, loaded when it is needed: it is six hundred files. */
export const redis = (): typeof import('redis') =>
  loadLibrary('redis', 'a Redis client or a redisUrl') as typeof import('redis');
