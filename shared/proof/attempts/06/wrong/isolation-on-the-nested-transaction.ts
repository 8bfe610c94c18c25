/**
 * Keeps the transaction of the service and asks for SERIALIZABLE in the repository, where the data
 * is. The option is accepted without a word.
 *
 * Wrong: a nested transaction is a savepoint, and its isolation level is ignored: all of it is READ
 * COMMITTED.
 *
 * @race lost-update-two-instances
 * @race overdraft-two-instances
 * @shows BEGIN\b(?!.*ISOLATION).*SAVEPOINT
 */
import { type EntityManager, IsolationLevel } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { AccountRow, connect, RowLockedAccounts, rowOf } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends RowLockedAccounts {
  protected override async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    const isolationLevel = IsolationLevel.SERIALIZABLE;
    return this.query((em) =>
      em.transactional((outer) => outer.transactional(work, { isolationLevel })),
    );
  }

  protected override async lockedRow(em: EntityManager, id: number): Promise<AccountRow> {
    return rowOf(em, id);
  }
}
