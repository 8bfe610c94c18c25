/**
 * Does not want anybody to wait: NOWAIT, and whoever meets a lock is told to try again. No money is
 * lost, so it looks safe.
 *
 * Wrong: whoever meets a lock is refused although it could be served a moment later.
 *
 * @race lost-update-two-instances
 * @race overdraft-two-instances
 * @shows NOWAIT ✗ 55P03.*503 unavailable
 */
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { type OpenAccounts, type Resources, UnknownAccount } from '@workbook/domain';
import { AccountRow, connect, RowLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends RowLockedAccounts {
  protected override async lockedRow(em: EntityManager, id: number): Promise<AccountRow> {
    const row = await em.findOne(AccountRow, id, { lockMode: LockMode.PESSIMISTIC_WRITE_OR_FAIL });
    if (!row) throw new UnknownAccount(id);
    return row;
  }
}
