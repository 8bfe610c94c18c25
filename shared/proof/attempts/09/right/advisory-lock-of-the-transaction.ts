/**
 * Needs no row that stands for an owner: an advisory lock on the hash of the name does, which the
 * database gives back with the end of the transaction. Two owners are locked in the order of their hashes.
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
    await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [owner]);
    await em.execute('insert into owner (name) values (?) on conflict do nothing', [owner]);
  }

  protected override async lockOwners(em: EntityManager, ids: number[]): Promise<void> {
    const [first, second = first] = ids;
    await em.execute(
      `select pg_advisory_xact_lock(hash) from (
         select distinct hashtextextended(owner, 0) as hash from account
         where id in (?, ?) order by hash
       ) as hashes`,
      [first, second],
    );
  }
}
