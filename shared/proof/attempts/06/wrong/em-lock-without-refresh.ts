/**
 * Knows `em.lock` from the manual. It looks right: the SQL log shows FOR UPDATE before every
 * UPDATE.
 *
 * Wrong: `em.lock` waits for the row, but the entity keeps the balance that was read before.
 *
 * @race lost-update-two-instances
 * @race overdraft-two-instances
 * @shows SELECT account 1 → balance 100.*FOR UPDATE.*UPDATE account 1: balance = 150
 */
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { AccountRow, connect, RowLockedAccounts, rowOf } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends RowLockedAccounts {
  protected override async lockedRow(em: EntityManager, id: number): Promise<AccountRow> {
    const row = await rowOf(em, id);
    await em.lock(row, LockMode.PESSIMISTIC_WRITE);
    return row;
  }
}
