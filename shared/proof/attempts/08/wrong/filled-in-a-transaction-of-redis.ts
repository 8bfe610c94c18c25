/**
 * Fills the cache by WATCH and MULTI: if the key has changed since it was looked at, nothing is stored.
 *
 * Wrong: to delete a key that is not there is no change, so a cold key is filled with what was read before.
 *
 * @race stale-fill-two-instances
 * @shows SELECT account 1 → balance 100.*DEL account:1.*EXEC
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
  const own = await connectRedis(redis.url);
  return new Attempt(await connect(postgres), client, screen, new Watching(client, own), own);
}

class Attempt extends CachedAccounts {
  readonly #own: Redis;

  constructor(
    ...[orm, redis, screen, cache, own]: [
      ...(Required<ConstructorParameters<typeof CachedAccounts>> extends [
        infer A,
        infer B,
        infer C,
        infer D,
        unknown,
      ]
        ? [A, B, C, D]
        : never),
      Redis,
    ]
  ) {
    super(orm, redis, screen, cache);
    this.#own = own;
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    this.#own.destroy();
    await super[Symbol.asyncDispose]();
  }
}

class Watching implements Cache {
  readonly #redis: Redis;
  /** WATCH belongs to a connection: readers of this instance use it one after the other. */
  readonly #own: Redis;
  #last: Promise<unknown> = Promise.resolve();

  constructor(redis: Redis, own: Redis) {
    this.#redis = redis;
    this.#own = own;
  }

  async find(id: number, read: () => Promise<VersionedAccount>): Promise<VersionedAccount> {
    const mine = this.#last.then(() => this.#fill(`account:${id}`, read));
    this.#last = mine.catch(() => {});
    return mine;
  }

  async #fill(key: string, read: () => Promise<VersionedAccount>): Promise<VersionedAccount> {
    await ifAvailable(this.#own.watch(key));
    const known = await ifAvailable(this.#own.get(key));
    if (known) {
      await ifAvailable(this.#own.unwatch());
      return JSON.parse(known);
    }
    const account = await read();
    const expiration = { type: 'PX', value: 30_000 } as const;
    const text = JSON.stringify(account);
    await this.#own
      .multi()
      .set(key, text, { expiration })
      .exec()
      .catch(() => {});
    return account;
  }

  async forget(ids: readonly number[]): Promise<void> {
    await ifAvailable(this.#redis.del(ids.map((id) => `account:${id}`)));
  }
}
