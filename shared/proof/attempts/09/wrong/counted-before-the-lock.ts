/**
 * Counts the accounts first, so that who has two is refused without a wait, and locks the owner then.
 *
 * Wrong: the count is from before the lock.
 *
 * @race two-openings-one-owner-two-instances
 * @shows ann has 3 accounts.*count\(\*\).*FOR UPDATE
 */
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
      await this.checkAnother(em, owner);
      await this.lockNewOwner(em, owner);
      const row = em.create(AccountRow, { owner, balance: opening });
      await em.flush();
      return accountOf(row);
    });
  }
}
