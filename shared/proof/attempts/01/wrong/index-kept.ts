/**
 * Looks up where the account stands in the list before the screening, and reads the balance only afterwards.
 *
 * Wrong: an account that is closed during the screening moves all others up, and the place is another one's.
 *
 * @race closing-of-another-account
 * @shows withdraw 30 from ann.*close zoe.*409 insufficient_funds
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
    const index = this.accounts.indexOf(this.found(id));
    await this.screen({ kind: 'withdrawal', account: id, amount });
    const account = this.accounts[index] ?? this.found(id);
    return this.store({ ...account, balance: balanceAfterWithdrawal(account, amount) });
  }
}
