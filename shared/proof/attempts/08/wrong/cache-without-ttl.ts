/**
 * Fills the cache by the lease, and gives the value no time to live: every change deletes it.
 *
 * Wrong: a crash after the commit and before the DEL leaves the old value, for ever.
 *
 * @race crash-between-database-and-cache
 * @shows COMMIT ✗ crash|crash before: DEL account
 */
import type { OpenAccounts, Resources, VersionedAccount } from '@workbook/domain';
import { type Cache, CachedAccounts, connect, connectRedis, type Redis } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({
  postgres,
  redis,
  screen,
}: Resources): Promise<OpenAccounts> {
  const client = await connectRedis(redis.url);
  return new CachedAccounts(await connect(postgres), client, screen, new EndlessCache(client));
}

class EndlessCache implements Cache {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async find(id: number, read: () => Promise<VersionedAccount>): Promise<VersionedAccount> {
    const cached = await this.#redis.get(`account:${id}`);
    if (cached) return JSON.parse(cached);
    const account = await read();
    await this.#redis.set(`account:${id}`, JSON.stringify(account));
    return account;
  }

  async forget(ids: readonly number[]): Promise<void> {
    await this.#redis.del(ids.map((id) => `account:${id}`));
  }
}
