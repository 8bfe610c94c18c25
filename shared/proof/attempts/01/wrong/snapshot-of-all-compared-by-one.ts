/**
 * Works on a copy of the whole bank, and takes a new one when the account was changed during the screening.
 *
 * Wrong: only the own account is compared, but the whole copy is put in place: what changed elsewhere is lost.
 *
 * @race closing-of-another-account
 * @shows withdraw 30 from ann.*close zoe.*200 ann 70
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
    let bank = new Map(this.accounts.map((one) => [one.id, one]));
    const before = bank.get(id);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    const account = this.found(id);
    if (account !== before) bank = new Map(this.accounts.map((one) => [one.id, one]));
    const after = { ...account, balance: balanceAfterWithdrawal(account, amount) };
    bank.set(id, after);
    this.accounts = [...bank.values()];
    return after;
  }
}
