/**
 * Never changes anything in place: it copies the list, changes the copy, and puts it in place when
 * the screening has said yes.
 *
 * Wrong: the copy is from before the await, so whatever others have stored in between is gone.
 *
 * @race lost-update
 * @race two-openings
 * @shows holds 70.*200 ann 150.*screening.*200 ann 70
 */
import {
  type Account,
  balanceAfterWithdrawal,
  checkAmount,
  checkOpening,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import { ListedAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(screen);
}

class Attempt extends ListedAccounts {
  override async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    const account = { id: this.nextId++, owner, balance: opening };
    const accounts = [...this.accounts, account];
    await this.screen({ kind: 'opening', owner, amount: opening });
    this.accounts = accounts;
    return account;
  }

  override async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    const account = this.found(id);
    const changed = { ...account, balance: balanceAfterWithdrawal(account, amount) };
    const accounts = this.accounts.map((one) => (one.id === id ? changed : one));
    await this.screen({ kind: 'withdrawal', account: id, amount });
    this.accounts = accounts;
    return changed;
  }
}
