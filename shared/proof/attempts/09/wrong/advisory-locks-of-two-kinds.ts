/**
 * Takes an advisory lock for the owner, by the hash of a name: openings hash the owner's name, changes of money the name
 * with a word in front, so that the one does not wait for the other.
 *
 * Wrong: that is right for openings and withdrawals; but a closing takes the lock of the money, and an opening counts beside it. And two
 * accounts of one owner lock by the account they were asked for.
 *
 * @race two-withdrawals-one-owner-two-instances
 * @shows pg_advisory_xact_lock
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, OwnerLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OwnerLockedAccounts {
  protected override async lockNewOwner(em: EntityManager, owner: string): Promise<void> {
    await em.execute('insert into owner (name) values (?) on conflict do nothing', [owner]);
    await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [owner]);
  }

  protected override async lockOwners(em: EntityManager, ids: number[]): Promise<void> {
    for (const id of ids.toSorted((a, b) => a - b))
      await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`account ${id}`]);
  }
}
