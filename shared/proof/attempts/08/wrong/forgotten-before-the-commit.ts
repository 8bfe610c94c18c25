/**
 * Deletes the cached value first and changes the database then, so that nobody reads what is about
 * to change.
 *
 * Wrong: a reader that comes in between fills the cache with the old value, and it stays.
 *
 * @race stale-fill-two-instances
 * @shows DEL account:1.*fill.*COMMIT
 */
import type { EntityManager } from '@mikro-orm/postgresql';
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
  protected override async change<T>(ids: number[], work: (em: EntityManager) => Promise<T>) {
    await this.cache.forget(ids);
    return super.change(ids, work);
  }

  protected override async locked<T>(ids: readonly number[], work: () => Promise<T>): Promise<T> {
    const releases: (() => Promise<void>)[] = [];
    try {
      for (const id of ids) releases.push(await this.lock.acquire(String(id)));
      return await work();
    } finally {
      for (const release of releases) await release();
    }
  }
}
