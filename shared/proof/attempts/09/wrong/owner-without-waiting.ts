/**
 * Locks the owner with SKIP LOCKED, so that no request waits for another one.
 *
 * Wrong: a row that is skipped is not locked, and the request goes on all the same.
 *
 * @race two-withdrawals-one-owner-two-instances
 * @shows ann holds -60 in all.*SKIP LOCKED
 */
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { AccountRow, connect, OwnerLockedAccounts, OwnerRow } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OwnerLockedAccounts {
  protected override async lockOwners(em: EntityManager, ids: number[]): Promise<void> {
    const names = em.createQueryBuilder(AccountRow).select('owner').where({ id: ids });
    await em.find(
      OwnerRow,
      { name: { $in: names } },
      { lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE, orderBy: { name: 'asc' } },
    );
  }
}
