/**
 * Lets only one read of a key run at a time: whoever comes meanwhile shares its promise.
 *
 * Wrong: every instance has promises of its own, so a cold key costs a read for each of them.
 *
 * @race stampede-three-instances
 * @shows SELECT account 1.*SELECT account 1
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
  return new CachedAccounts(await connect(postgres), client, screen, new SharedCache(client));
}

class SharedCache implements Cache {
  readonly #redis: Redis;
  readonly #reading = new Map<number, Promise<VersionedAccount>>();

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async find(id: number, read: () => Promise<VersionedAccount>): Promise<VersionedAccount> {
    const cached = await ifAvailable(this.#redis.get(`account:${id}`));
    if (cached) return JSON.parse(cached);
    const reading = this.#reading.get(id) ?? read().finally(() => this.#reading.delete(id));
    this.#reading.set(id, reading);
    const account = await reading;
    const expiration = { type: 'PX', value: 30_000 } as const;
    await ifAvailable(this.#redis.set(`account:${id}`, JSON.stringify(account), { expiration }));
    return account;
  }

  async forget(ids: readonly number[]): Promise<void> {
    for (const id of ids) this.#reading.delete(id);
    await ifAvailable(this.#redis.del(ids.map((id) => `account:${id}`)));
  }
}
