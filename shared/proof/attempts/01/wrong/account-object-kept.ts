/**
 * Keeps the account's object across the screening: it is a reference, so it always shows the
 * balance as it is.
 *
 * Wrong: a deposit stores a new object, and the old one, with its old balance, is written over it.
 *
 * @race lost-update
 * @shows deposit 50 to ann.*200 ann 150
 */
import {
  type Account,
  balanceAfterWithdrawal,
  checkAmount,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import { ListedAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(screen);
}

class Attempt extends ListedAccounts {
  override async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    const account = this.found(id);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.store({ ...account, balance: balanceAfterWithdrawal(account, amount) });
  }
}
