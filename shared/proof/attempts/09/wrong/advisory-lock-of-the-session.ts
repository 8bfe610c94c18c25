/**
 * Takes an advisory lock on the owner's name, and gives it back when the account is there.
 *
 * Wrong: the lock is given back before the commit, and kept by the connection in the pool when the
 * opening is refused.
 *
 * @race two-openings-one-owner-two-instances
 * @shows pg_advisory_lock
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { type Account, checkOpening, type OpenAccounts, type Resources } from '@workbook/domain';
import { AccountRow, accountOf, connect, OwnerLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OwnerLockedAccounts {
  override async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.screen({ kind: 'opening', owner, amount: opening });
    return this.transaction(async (em) => {
      await em.execute('select pg_advisory_lock(hashtext(?))', [owner]);
      await this.#createOwner(em, owner);
      await this.checkAnother(em, owner);
      const row = em.create(AccountRow, { owner, balance: opening });
      await em.flush();
      await em.execute('select pg_advisory_unlock(hashtext(?))', [owner]);
      return accountOf(row);
    });
  }

  async #createOwner(em: EntityManager, owner: string): Promise<void> {
    await em.execute('insert into owner (name) values (?) on conflict do nothing', [owner]);
  }
}
