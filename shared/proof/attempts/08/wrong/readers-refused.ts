/**
 * Lets one reader fill a cold key, and tells the others 503, so that the database is spared.
 *
 * Wrong: a reader is refused although the value comes a moment later.
 *
 * @race stampede-three-instances
 * @shows 503 unavailable
 */
import {
  type OpenAccounts,
  type Resources,
  Unavailable,
  type VersionedAccount,
} from '@workbook/domain';
import { type Cache, CachedAccounts, connect, connectRedis, type Redis } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({
  postgres,
  redis,
  screen,
}: Resources): Promise<OpenAccounts> {
  const client = await connectRedis(redis.url);
  return new CachedAccounts(await connect(postgres), client, screen, new RefusingCache(client));
}

class RefusingCache implements Cache {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async find(id: number, read: () => Promise<VersionedAccount>): Promise<VersionedAccount> {
    const cached = await this.#redis.get(`account:${id}`);
    if (cached) return JSON.parse(cached);
    const lease = { condition: 'NX', expiration: { type: 'PX', value: 2000 } } as const;
    if (!(await this.#redis.set(`lease:${id}`, 'taken', lease))) throw new Unavailable();
    // Whoever had the lease before may have filled the key since we have looked.
    const filled = await this.#redis.get(`account:${id}`);
    const account = filled ? JSON.parse(filled) : await read();
    const expiration = { type: 'PX', value: 30_000 } as const;
    await this.#redis.set(`account:${id}`, JSON.stringify(account), { expiration });
    await this.#redis.del(`lease:${id}`);
    return account;
  }

  async forget(ids: readonly number[]): Promise<void> {
    await this.#redis.del(ids.flatMap((id) => [`account:${id}`, `lease:${id}`]));
  }
}
