/**
 * Needs the account to know its owner, so it reads that first and locks then.
 *
 * Wrong: the entity manager keeps the row from before the lock, and its balance with it.
 *
 * @race lost-update-two-instances
 * @shows SELECT account 1 → balance 100.*FOR UPDATE
 */
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { AccountRow, connect, OwnerLockedAccounts, OwnerRow, rowOf } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OwnerLockedAccounts {
  protected override async lockedRow(em: EntityManager, id: number): Promise<AccountRow> {
    const row = await rowOf(em, id);
    await em.findOne(OwnerRow, row.owner, { lockMode: LockMode.PESSIMISTIC_WRITE });
    return row;
  }
}
