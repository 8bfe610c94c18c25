import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { VersionedAccount } from '@workbook/domain';
import { ifAvailable, type Redis } from './redis.ts';

/** After this time at the latest, a value that a crash has left behind is gone. */
const valueTtlMs = 30_000;

/** Accounts as they were when last read from the database. */
export class AccountCache {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** The account from the cache, or by `read` from the database. */
  async find(id: number, read: () => Promise<VersionedAccount>): Promise<VersionedAccount> {
    // Your task 2: look into Redis before you read, and keep there what was read.
    // Your task 3: many look at once and find nothing. Which of them reads, and what do the others do?
    // May the one that has read still store it, when the account was changed meanwhile?
    return read();
  }

  /** What the cache says of these accounts is not true any more. */
  async forget(ids: readonly number[]): Promise<void> {
    // Your task 4: what has to go, so that no reader brings the old value back?
  }
}
