import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Unavailable } from '@workbook/domain';
import { ifAvailable, type Redis } from './redis.ts';

/** A lock that is not given back is free again after this time: its owner may have crashed. */
const ttlMs = 2000;
const pollMs = 250;
/** Longer than the lock can last: a client that waits for a crashed owner gets it in the end. */
const maxPolls = 12;

const releaseScript = `-- release --
  if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
  return 0`;

/**
 * A lock in Redis: one process at a time, as long as all goes well. It is not a promise. An owner
 * that is paused for longer than the lock lasts does not notice that it has lost it.
 */
export class RedisLock {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /**
   * Takes the lock and returns how to give it back. Throws `Unavailable` when other owners keep it
   * for too long. Without Redis there is no lock, and nothing to wait for.
   */
  async acquire(name: string): Promise<() => Promise<void>> {
    const key = `lock:${name}`;
    // A token for each acquisition: by it, an owner tells its own lock from its successor's.
    const token = randomUUID();
    for (let polls = 0; polls < maxPolls; polls += 1) {
      const options = { condition: 'NX', expiration: { type: 'PX', value: ttlMs } } as const;
      const taken = await ifAvailable(this.#redis.set(key, token, options));
      if (taken === undefined) return async () => {};
      if (taken !== null) return () => this.#release(key, token);
      await delay(pollMs);
    }
    throw new Unavailable('too many changes of this account at the same time, try again');
  }

  /** Compares and deletes in one script: between the two, the lock could pass to another owner. */
  async #release(key: string, token: string): Promise<void> {
    await ifAvailable(this.#redis.eval(releaseScript, { keys: [key], arguments: [token] }));
  }
}
