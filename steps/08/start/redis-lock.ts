import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Unavailable } from '@workbook/domain';
import { ifAvailable, type Redis } from './redis.ts';

/** A lock that is not given back is free again after this time: its owner may have crashed. */
const ttlMs = 2000;

/** A lock in Redis: one process at a time, as long as all goes well. */
export class RedisLock {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** Takes the lock and returns how to give it back. Throws `Unavailable` after too long a wait. */
  async acquire(name: string): Promise<() => Promise<void>> {
    // Your task 5: take the lock `lock:${name}`, or wait for it: for longer than a lock can last.
    // Who may give it back?
    return async () => {};
  }
}
