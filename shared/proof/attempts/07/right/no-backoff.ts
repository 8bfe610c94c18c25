/**
 * Tries again at once, and more often: whoever it lost to has committed by then.
 */
import { type EntityManager, OptimisticLockError } from '@mikro-orm/postgresql';
import { Conflict, type OpenAccounts, type Resources } from '@workbook/domain';
import { connect, OptimisticAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OptimisticAccounts {
  protected override async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.query((em) => em.transactional(work));
      } catch (error) {
        if (!(error instanceof OptimisticLockError)) throw error;
        if (tries === 10) throw new Conflict(undefined, { cause: error });
      }
    }
  }
}
