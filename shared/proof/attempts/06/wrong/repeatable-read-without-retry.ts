/**
 * Raises the isolation level instead of locking: the database then refuses what would overwrite a
 * change. No money is lost.
 *
 * Wrong: whoever comes second is turned away, though a second try would serve it.
 *
 * @race lost-update-two-instances
 * @race overdraft-two-instances
 * @shows 40001 could not serialize.*503 unavailable
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
    const isolationLevel = IsolationLevel.REPEATABLE_READ;
    return this.query((em) => em.transactional(work, { isolationLevel }));
  }

  protected override async lockedRow(em: EntityManager, id: number): Promise<AccountRow> {
    return rowOf(em, id);
  }
}
