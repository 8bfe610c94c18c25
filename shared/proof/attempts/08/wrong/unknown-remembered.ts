/**
 * Remembers in Redis for half a minute that an account is not there, so that nobody can make the database look for ids
 * that somebody has made up.
 *
 * Wrong: ids are given out in order, and an account that is opened meanwhile is not found.
 *
 * @race an-account-that-is-read-before-it-is-opened-alone
 * @shows GET unknown:2 → 1.*404 unknown_account
 */
import {
  type OpenAccounts,
  type Resources,
  UnknownAccount,
  type VersionedAccount,
} from '@workbook/domain';
import {
  AccountCache,
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
  return new CachedAccounts(await connect(postgres), client, screen, new WithUnknown(client));
}

class WithUnknown implements Cache {
  readonly #redis: Redis;
  readonly #known: AccountCache;

  constructor(redis: Redis) {
    this.#redis = redis;
    this.#known = new AccountCache(redis);
  }

  async find(id: number, read: () => Promise<VersionedAccount>): Promise<VersionedAccount> {
    if (await ifAvailable(this.#redis.get(`unknown:${id}`))) throw new UnknownAccount(id);
    try {
      return await this.#known.find(id, read);
    } catch (error) {
      const expiration = { type: 'PX', value: 30_000 } as const;
      if (error instanceof UnknownAccount)
        await ifAvailable(this.#redis.set(`unknown:${id}`, '1', { expiration }));
      throw error;
    }
  }

  async forget(ids: readonly number[]): Promise<void> {
    await this.#known.forget(ids);
  }
}
