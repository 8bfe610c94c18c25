/**
 * Creates the owner's row in a transaction of its own, and takes its duplicate for the owner who is there.
 *
 * Wrong: an opening between the two transactions is fine, but the row is not locked when the accounts are
 * counted: what the first transaction held is given back with its commit.
 *
 * @race two-openings-one-owner-two-instances
 * @shows ann has 3 accounts.*INSERT account
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
    await this.transaction((em: EntityManager) => this.lockNewOwner(em, owner));
    return this.transaction(async (em) => {
      await this.checkAnother(em, owner);
      const row = em.create(AccountRow, { owner, balance: opening });
      await em.flush();
      return accountOf(row);
    });
  }
}
