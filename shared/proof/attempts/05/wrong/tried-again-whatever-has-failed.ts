/**
 * Tries once more whatever the database could not do: a transaction is all or nothing, so one that has failed has
 * done nothing.
 *
 * Wrong: a COMMIT whose answer is lost may have happened, and then the money moves twice.
 *
 * @behaviour survives-a-lost-commit
 * @shows deposits is done once at most when the connection breaks before its commit is answered
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { type OpenAccounts, type Resources, Unavailable } from '@workbook/domain';
import { connect, TransactionalAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends TransactionalAccounts {
  protected override async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    try {
      return await super.transaction(work);
    } catch (error) {
      if (error instanceof Unavailable) return await super.transaction(work);
      throw error;
    }
  }
}
