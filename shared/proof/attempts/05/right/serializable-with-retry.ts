/**
 * Asks for SERIALIZABLE, and tries again, with new entities, when the database says that the
 * transactions do not fit together. More than this step asks for.
 */
import { DriverException, type EntityManager, IsolationLevel } from '@mikro-orm/postgresql';
import { type OpenAccounts, type Resources, Unavailable } from '@workbook/domain';
import { connect, TransactionalAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

const maxTries = 10;

class Attempt extends TransactionalAccounts {
  protected override async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    const isolationLevel = IsolationLevel.SERIALIZABLE;
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.query((em) => em.transactional(work, { isolationLevel }));
      } catch (error) {
        const cause = error instanceof Unavailable ? error.cause : undefined;
        const again = cause instanceof DriverException && /^40/.test(cause.code ?? '');
        if (!again || tries === maxTries) throw error;
      }
    }
  }
}
