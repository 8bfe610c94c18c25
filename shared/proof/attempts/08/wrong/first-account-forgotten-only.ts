/**
 * Forgets the account that a change names first: that is where the money leaves.
 *
 * Wrong: the receiver of a transfer stays in the cache as it was.
 *
 * @behaviour forgets-what-changed
 * @shows expected that a reader is told "bob 130" after POST /transfers, and it was "bob 100"
 */
import type { OpenAccounts, Resources } from '@workbook/domain';
import { CachedAccounts, connect, connectRedis } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({
  postgres,
  redis,
  screen,
}: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), await connectRedis(redis.url), screen);
}

class Attempt extends CachedAccounts {
  protected override async locked<T>(ids: readonly number[], work: () => Promise<T>): Promise<T> {
    const releases: (() => Promise<void>)[] = [];
    try {
      for (const id of ids) releases.push(await this.lock.acquire(String(id)));
      return await work();
    } finally {
      await this.cache.forget(ids.slice(0, 1));
      for (const release of releases) await release();
    }
  }
}
