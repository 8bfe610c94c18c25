/**
 * Begins, commits and rolls back by hand, on one entity manager for each call.
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
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
        await em.rollback();
        throw error;
      }
    });
  }
}
