/**
 * Adds the account, and takes it back when there are too many now.
 *
 * Wrong: neither sees what the other one has not committed, and both stay.
 *
 * @race two-openings-one-owner-two-instances
 * @shows ann has 3 accounts.*INSERT account.*count\(\*\)
 */
import {
  type Account,
  checkAnotherAccount,
  checkOpening,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
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
      await em.execute('insert into owner (name) values (?) on conflict do nothing', [owner]);
      const row = em.create(AccountRow, { owner, balance: opening });
      await em.flush();
      checkAnotherAccount(owner, (await em.count(AccountRow, { owner })) - 1);
      return accountOf(row);
    });
  }
}
