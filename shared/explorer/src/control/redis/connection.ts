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

/** A connection to the Redis at `url`, not made yet. When it breaks, its commands fail. */
export function redisConnection(url: string): Connection {
  return template()
    .duplicate({ url })
    .on('error', () => {});
}

/** The library, loaded when it is needed: it is six hundred files. */
export const redis = (): typeof import('redis') =>
  loadLibrary('redis', 'a Redis client or a redisUrl') as typeof import('redis');
