/**
 * One lock for all owners: the table of owners, in a mode that keeps out every other change. Reports
 * and readings of accounts do not wait for it.
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
    await this.lockOwners(em);
    await em.execute('insert into owner (name) values (?) on conflict do nothing', [owner]);
  }

  protected override async lockOwners(em: EntityManager): Promise<void> {
    await em.execute('lock table owner in share row exclusive mode');
  }
}
