/**
 * Writes the new value into the cache after the commit, so that the next reader need not ask the
 * database.
 *
 * Wrong: a change that was committed first may write its value last, over a newer one.
 *
 * @race lost-update-two-instances
 * @shows COMMIT.*SET account:1.*SET account:1
 */
import type { OpenAccounts, Resources, VersionedAccount } from '@workbook/domain';
import { CachedAccounts, connect, connectRedis, ifAvailable } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({
  postgres,
  redis,
  screen,
}: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), await connectRedis(redis.url), screen);
}

class Attempt extends CachedAccounts {
  override async deposit(id: number, amount: number, expectedVersion?: number) {
    return this.#store(await super.deposit(id, amount, expectedVersion));
  }

  override async withdraw(id: number, amount: number, expectedVersion?: number) {
    return this.#store(await super.withdraw(id, amount, expectedVersion));
  }

  async #store(account: VersionedAccount): Promise<VersionedAccount> {
    const expiration = { type: 'PX', value: 30_000 } as const;
    const text = JSON.stringify(account);
    await ifAvailable(this.redis.set(`account:${account.id}`, text, { expiration }));
    return account;
  }
}
