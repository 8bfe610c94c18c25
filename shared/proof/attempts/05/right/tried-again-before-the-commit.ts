/**
 * Tries work once more that the database has failed in. Only a COMMIT is never tried again: the
 * service cannot know whether a failed one has happened.
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { type Account, DomainError, type OpenAccounts, type Resources } from '@workbook/domain';
import { accountOf, connect, rowOf, TransactionalAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

const maxTries = 2;

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends TransactionalAccounts {
  override async find(id: number): Promise<Account> {
    return this.transaction(async (em) => accountOf(await rowOf(em, id)));
  }

  protected override async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    return this.query(async (outer) => {
      for (let tries = 1; ; tries += 1) {
        const em = outer.fork();
        let commits = false;
        await em.begin();
        try {
          const result = await work(em);
          await em.flush();
          commits = true;
          await em.commit();
          return result;
        } catch (error) {
          await em.rollback();
          if (commits || tries === maxTries || error instanceof DomainError) throw error;
        }
      }
    });
  }
}
