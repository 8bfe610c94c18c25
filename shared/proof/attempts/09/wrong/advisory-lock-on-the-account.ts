/**
 * Takes an advisory lock on the number of each account that it changes, which the database gives back with the end of the
 * transaction.
 *
 * Wrong: two withdrawals from two accounts of one owner take two locks, and the rule is over both.
 *
 * @race two-withdrawals-one-owner-two-instances
 * @shows ann holds -60 in all.*pg_advisory_xact_lock.*pg_advisory_xact_lock
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, OwnerLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OwnerLockedAccounts {
  protected override async lockOwners(em: EntityManager, ids: number[]): Promise<void> {
    for (const id of ids.toSorted((one, other) => one - other))
      await em.execute('select pg_advisory_xact_lock(?)', [id]);
  }
}
