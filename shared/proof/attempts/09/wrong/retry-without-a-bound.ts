/**
 * Tries again whatever the database has reported, until it works: it always has, sooner or later.
 *
 * Wrong: a lock that another session keeps is waited for without end.
 *
 * @behaviour bounds-its-wait
 * @shows POST /accounts/1/deposits is answered 503 when another session keeps the row
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { type OpenAccounts, type Resources, Unavailable } from '@workbook/domain';
import { connect, OwnerLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OwnerLockedAccounts {
  protected override async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await this.query((em) => em.transactional(work));
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error;
      }
    }
  }
}
