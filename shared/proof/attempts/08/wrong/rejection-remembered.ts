/**
 * Lets the readers of one process share a promise, in front of the cache and its lease. The promise
 * is forgotten when the account is there, or changed.
 *
 * Wrong: a promise that is rejected is never forgotten, so one failed read is answered to every later
 * reader.
 *
 * @behaviour survives-a-failed-statement
 * @shows GET /accounts/1 is served when it comes again .* it was answered 503
 */
import type { OpenAccounts, Resources, VersionedAccount } from '@workbook/domain';
import { AccountCache, CachedAccounts, connect, connectRedis } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({
  postgres,
  redis,
  screen,
}: Resources): Promise<OpenAccounts> {
  const client = await connectRedis(redis.url);
  return new CachedAccounts(await connect(postgres), client, screen, new SharedCache(client));
}

class SharedCache extends AccountCache {
  readonly #reading = new Map<number, Promise<VersionedAccount>>();

  override async find(
    id: number,
    read: () => Promise<VersionedAccount>,
  ): Promise<VersionedAccount> {
    const known = this.#reading.get(id);
    if (known) return known;
    const reading = super.find(id, read);
    this.#reading.set(id, reading);
    const account = await reading;
    this.#reading.delete(id);
    return account;
  }

  override async forget(ids: readonly number[]): Promise<void> {
    for (const id of ids) this.#reading.delete(id);
    await super.forget(ids);
  }
}
