/**
 * Keeps the sum by locking all accounts of the owner, the one that is asked for first.
 *
 * Wrong: two withdrawals from two accounts of one owner take the same locks in opposite orders.
 *
 * @race two-withdrawals-one-owner-two-instances
 * @shows deadlock: [AB] is cancelled
 */
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { AccountRow, connect, OwnerLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OwnerLockedAccounts {
  protected override async lockOwners(em: EntityManager, ids: number[]): Promise<void> {
    const lockMode = LockMode.PESSIMISTIC_WRITE;
    for (const id of ids) {
      const row = await em.findOne(AccountRow, id, { lockMode });
      if (row) await em.find(AccountRow, { owner: row.owner }, { lockMode, refresh: true });
    }
  }
}
