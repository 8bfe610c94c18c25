/**
 * One advisory lock for all changes of the bank, for the length of a transaction: slow, and hard to get wrong.
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, OwnerLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OwnerLockedAccounts {
  protected override async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    return super.transaction(async (em) => {
      await em.execute('select pg_advisory_xact_lock(9)');
      return work(em);
    });
  }

  protected override async lockNewOwner(em: EntityManager, owner: string): Promise<void> {
    await em.execute('insert into owner (name) values (?) on conflict do nothing', [owner]);
  }

  protected override async lockOwners(): Promise<void> {}
}
