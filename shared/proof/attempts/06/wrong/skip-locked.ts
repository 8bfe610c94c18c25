/**
 * Has heard that SKIP LOCKED is the fast way to lock. In tests with one client it does the same.
 *
 * Wrong: a row that somebody else holds is skipped, so an account that is merely busy is said not
 * to exist.
 *
 * @race lost-update-two-instances
 * @race overdraft-two-instances
 * @shows SKIP LOCKED → nothing.*404 unknown_account
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
    const row = await em.findOne(AccountRow, id, { lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE });
    if (!row) throw new UnknownAccount(id);
    return row;
  }
}
