/**
 * Reserves the amount before the screening, so that nobody else can take it, and tells the readers
 * the balance without it.
 *
 * Wrong: the reservation is taken off the balance a second time when the withdrawal is done.
 *
 * @race overdraft
 * @shows 100 − 60 = 40, but the account holds 0
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
    this.store({ ...account, balance: balanceAfterWithdrawal(account, amount) });
    await this.screen({ kind: 'withdrawal', account: id, amount });
    const reserved = this.found(id);
    return this.store({ ...reserved, balance: Math.max(0, reserved.balance - amount) });
  }
}
