/**
 * Reads the cache, then the database, and stores what it has found: cache-aside, as everybody
 * writes it.
 *
 * Wrong: a reader that has read before a change stores the old value after it.
 *
 * @race stale-fill-two-instances
 * @shows SELECT account 1 → balance 100.*DEL account:1.*SET account:1
 */
import type { OpenAccounts, Resources, VersionedAccount } from '@workbook/domain';
import {
  type Cache,
  CachedAccounts,
  connect,
  connectRedis,
  ifAvailable,
  type Redis,
} from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({
  postgres,
  redis,
  screen,
}: Resources): Promise<OpenAccounts> {
  const client = await connectRedis(redis.url);
  return new CachedAccounts(await connect(postgres), client, screen, new PlainCache(client));
}

class PlainCache implements Cache {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async find(id: number, read: () => Promise<VersionedAccount>): Promise<VersionedAccount> {
    const cached = await ifAvailable(this.#redis.get(`account:${id}`));
    if (cached) return JSON.parse(cached);
    const account = await read();
    const expiration = { type: 'PX', value: 30_000 } as const;
    await ifAvailable(this.#redis.set(`account:${id}`, JSON.stringify(account), { expiration }));
    return account;
  }

  async forget(ids: readonly number[]): Promise<void> {
    await ifAvailable(this.#redis.del(ids.map((id) => `account:${id}`)));
  }
}
