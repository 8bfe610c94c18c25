/**
 * Gives every account a generation in Redis, which each change raises; what was read is stored under its generation.
 *
 * Wrong: the reader asks for the generation when it has read, and stores an old balance under the new one.
 *
 * @race stale-fill-two-instances
 * @shows SELECT account 1 → balance 100.*INCR
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
  return new CachedAccounts(await connect(postgres), client, screen, new Generations(client));
}

class Generations implements Cache {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async find(id: number, read: () => Promise<VersionedAccount>): Promise<VersionedAccount> {
    const generation = await this.#generation(id);
    if (generation === undefined) return read();
    const known = await ifAvailable(this.#redis.get(`account:${id}:${generation}`));
    if (known) return JSON.parse(known);
    const account = await read();
    const now = await this.#generation(id);
    const expiration = { type: 'PX', value: 30_000 } as const;
    const text = JSON.stringify(account);
    await ifAvailable(this.#redis.set(`account:${id}:${now}`, text, { expiration }));
    return account;
  }

  async forget(ids: readonly number[]): Promise<void> {
    for (const id of ids) await ifAvailable(this.#redis.incr(`generation:${id}`));
  }

  async #generation(id: number): Promise<string | undefined> {
    const found = await ifAvailable(this.#redis.get(`generation:${id}`));
    return found === null ? '0' : found;
  }
}
