/**
 * Queues changes up by an advisory lock of the database, which ends with the transaction, whatever
 * happens to its owner. The rest is done by the version.
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
    ids: readonly number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    return this.query((em) =>
      em.transactional(async (tx) => {
        // Only an attempt to queue up: whoever does not get it goes on, and the version decides.
        for (const id of ids) await tx.execute('select pg_try_advisory_xact_lock(?)', [id]);
        return work(tx);
      }),
    );
  }
}
