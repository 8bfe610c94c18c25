/**
 * Checks the funds first, to spare the screening what cannot be paid anyway, and stores the balance
 * that it has computed.
 *
 * Wrong: the balance is from before the await, and whatever has come in between is written over.
 *
 * @race lost-update
 * @race overdraft
 * @shows holds 70.*200 ann 150.*screening.*200 ann 70
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
    const balance = balanceAfterWithdrawal(account, amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.store({ ...account, balance });
  }
}
