/**
 * Has understood that the balance must be read after the screening, and subtracts from the new one.
 * The check before is enough.
 *
 * Wrong: between the check and the subtraction, the other withdrawal takes the same money.
 *
 * @race overdraft
 * @shows withdraw 60.*withdraw 60.*-20
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
    balanceAfterWithdrawal(this.found(id), amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    const account = this.found(id);
    return this.store({ ...account, balance: account.balance - amount });
  }
}
