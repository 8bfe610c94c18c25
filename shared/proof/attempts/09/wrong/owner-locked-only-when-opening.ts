/**
 * The owner's row is for the limit, so openings lock it. A change of a balance locks its account.
 *
 * Wrong: two withdrawals lock two accounts, and each decides by the sum of both.
 *
 * @race two-withdrawals-one-owner-two-instances
 * @shows ann holds -60 in all.*SELECT account [12] FOR UPDATE.*SELECT account [12] FOR UPDATE
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
    for (const id of ids.toSorted((a, b) => a - b)) await em.findOne(AccountRow, id, { lockMode });
  }
}
