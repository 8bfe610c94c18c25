/**
 * Has read that FOR SHARE stops others from changing a row that one has read, and lets them read.
 * That is what is needed, so it looks right.
 *
 * Wrong: two can hold a shared lock, and then neither can change the row before the other lets go:
 * a deadlock, and one of them is turned away.
 *
 * @race lost-update-two-instances
 * @race overdraft-two-instances
 * @shows FOR SHARE.*deadlock: [AB] is cancelled
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
    const row = await em.findOne(AccountRow, id, { lockMode: LockMode.PESSIMISTIC_READ });
    if (!row) throw new UnknownAccount(id);
    return row;
  }
}
