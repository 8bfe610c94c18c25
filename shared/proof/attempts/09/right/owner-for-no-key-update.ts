/**
 * Locks the owners in plain SQL by FOR NO KEY UPDATE, which is enough: no name changes, and an insert that refers to the
 * owner need not wait.
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
    await em.execute('select name from owner where name = ? for no key update', [owner]);
  }

  protected override async lockOwners(em: EntityManager, ids: number[]): Promise<void> {
    const [first, second = first] = ids;
    await em.execute(
      `select name from owner where name in (select owner from account where id in (?, ?))
       order by name for no key update`,
      [first, second],
    );
  }
}
