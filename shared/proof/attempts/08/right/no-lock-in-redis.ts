/**
 * Takes no lock in Redis at all: the version in the WHERE of step 07 already keeps every promise
 * that the lock could not. Redis is the cache, and nothing else.
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
  protected override async locked<T>(ids: readonly number[], work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } finally {
      await this.cache.forget(ids);
    }
  }

  protected override async fenced<T>(
    _ids: readonly number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    return this.query((em) => em.transactional(work));
  }
}
