/**
 * Lets the version in the WHERE find out who was late, and tells them 409: nothing is lost.
 *
 * Wrong: whoever is late is turned away, though a second try would serve it.
 *
 * @race lost-update-two-instances
 * @race overdraft-two-instances
 * @shows → no row.*409 conflict
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
    return this.query((em) => em.transactional(work)).catch((error) => {
      if (error instanceof OptimisticLockError) throw new Conflict(undefined, { cause: error });
      throw error;
    });
  }
}
