/**
 * Takes the fencing token from Redis, by INCR, with the lock, and lets the database remember the
 * highest it has seen, before anything is read.
 *
 * Wrong: without Redis there is no token and no change, although the database could serve
 * everybody; and a Redis that has forgotten counts from one again.
 *
 * @race redis-away
 * @shows INCR fencing token ✗.*503 unavailable
 */
import { type EntityManager, OptimisticLockError } from '@mikro-orm/postgresql';
import { type OpenAccounts, type Resources, Unavailable } from '@workbook/domain';
import { CachedAccounts, connect, connectRedis, rowOf } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({
  postgres,
  redis,
  screen,
}: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), await connectRedis(redis.url), screen);
}

class Attempt extends CachedAccounts {
  protected override async fenced<T>(
    ids: readonly number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    const token = await this.redis.incr('fencing token').catch(() => {
      throw new Unavailable();
    });
    return this.query((em) =>
      em.transactional(async (tx) => {
        for (const id of ids) {
          const raise = 'update account set fence = ? where id = ? and fence < ? returning id';
          const raised = await tx.execute(raise, [token, id, token]);
          if (raised.length > 0) continue;
          await rowOf(tx, id);
          throw new OptimisticLockError('a later owner of the lock has changed this account');
        }
        return work(tx);
      }),
    );
  }
}
