/**
 * Puts the loop around the transaction, and one entity manager around the loop: it is the unit of
 * work, after all.
 *
 * Wrong: the identity map still has the row of the first try, with its old version, so every
 * further try fails, too.
 *
 * @race lost-update-two-instances
 * @shows → no row.*→ no row
 */
import { type EntityManager, OptimisticLockError } from '@mikro-orm/postgresql';
import { Conflict, type OpenAccounts, type Resources } from '@workbook/domain';
import { connect, maxTries, OptimisticAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OptimisticAccounts {
  protected override async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    return this.query(async (em) => {
      for (let tries = 1; ; tries += 1) {
        await em.begin();
        try {
          const result = await work(em);
          await em.commit();
          return result;
        } catch (error) {
          await em.rollback();
          if (!(error instanceof OptimisticLockError)) throw error;
          if (tries === maxTries) throw new Conflict(undefined, { cause: error });
        }
      }
    });
  }
}
