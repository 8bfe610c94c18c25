/**
 * Begins and commits by hand, and rolls back what the rules of the bank refuse: only those errors
 * come up in its tests.
 *
 * Wrong: when the database fails, nothing is rolled back, and the connection stays in the transaction.
 *
 * @behaviour survives-a-failed-statement
 * @shows deposits is served when it comes again .* it was (not answered|answered 503)
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { DomainError, type OpenAccounts, type Resources } from '@workbook/domain';
import { connect, TransactionalAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends TransactionalAccounts {
  protected override async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    return this.query(async (em) => {
      await em.begin();
      try {
        const result = await work(em);
        await em.commit();
        return result;
      } catch (error) {
        if (error instanceof DomainError) await em.rollback();
        throw error;
      }
    });
  }
}
