import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { VersionedAccount } from '@workbook/domain';
import { ifAvailable, type Redis } from './redis.ts';

/** After this time at the latest, a value that a crash has left behind is gone. */
const valueTtlMs = 30_000;
/** How long one reader may take to fill a cold key before another one tries. */
const leaseTtlMs = 2000;
const pollMs = 50;
const maxPolls = 50;

/** Looks and takes the lease in one script: between the two, another reader could fill the key. */
const lookScript = `-- look or lease --
  local value = redis.call('GET', KEYS[1])
  if value then return value end
  if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then return 'leased' end
  return 'busy'`;

const fillScript = `-- fill --
  if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
  redis.call('DEL', KEYS[2])
  if ARGV[2] ~= '' then redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
  return 1`;

/**
 * Accounts as they were when last read from the database. A cold key is filled by one reader, which
 * holds a lease; the others wait for the value. A change of an account deletes the value and the
 * lease, so a reader that has read before the change cannot store what it read.
 */
export class AccountCache {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /**
   * The account from the cache, or by `read` from the database. No reader is refused: one that has
   * waited long enough calls `read`.
   */
  async find(id: number, read: () => Promise<VersionedAccount>): Promise<VersionedAccount> {
    const keys = [`account:${id}`, `lease:${id}`];
    const token = randomUUID();
    for (let polls = 0; polls < maxPolls; polls += 1) {
      const look = this.#redis.eval(lookScript, { keys, arguments: [token, String(leaseTtlMs)] });
      const found = await ifAvailable(look);
      if (found === undefined) return read();
      if (found === 'leased') return this.#fill(keys, token, read);
      if (found !== 'busy') return JSON.parse(found as string);
      await delay(pollMs);
    }
    return read();
  }

  /** To be called when the change is committed: before, a reader would bring the old value back. */
  async forget(ids: readonly number[]): Promise<void> {
    const keys = ids.flatMap((id) => [`account:${id}`, `lease:${id}`]);
    await ifAvailable(this.#redis.del(keys));
  }

  async #fill(
    keys: string[],
    token: string,
    read: () => Promise<VersionedAccount>,
  ): Promise<VersionedAccount> {
    let text = '';
    try {
      const account = await read();
      text = JSON.stringify(account);
      return account;
    } finally {
      const fill = this.#redis.eval(fillScript, {
        keys,
        arguments: [token, text, String(valueTtlMs)],
      });
      await ifAvailable(fill);
    }
  }
}
