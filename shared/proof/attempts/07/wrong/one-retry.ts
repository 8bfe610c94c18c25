/**
 * Tries again, once. With two clients that is always enough, and that is what was tested.
 *
 * Wrong: of three at once, the last can be late twice, and is turned away.
 *
 * @race three-withdrawals-three-instances
 * @shows → no row.*→ no row.*409 conflict
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
    const attempt = () => this.query((em) => em.transactional(work));
    return attempt()
      .catch((error) => {
        if (error instanceof OptimisticLockError) return attempt();
        throw error;
      })
      .catch((error) => {
        if (error instanceof OptimisticLockError) throw new Conflict(undefined, { cause: error });
        throw error;
      });
  }
}
