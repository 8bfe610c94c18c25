/**
 * Computes the new balance before the screening, and stores it only if the account is still the one
 * that it was computed from. Else it computes it anew, and is screened no second time.
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
    let before = this.found(id);
    let after = balanceAfterWithdrawal(before, amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    // Every change stores a new object, so the same object means that nothing has changed.
    while (this.found(id) !== before) {
      before = this.found(id);
      after = balanceAfterWithdrawal(before, amount);
    }
    return this.store({ ...before, balance: after });
  }
}
