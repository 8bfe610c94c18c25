/**
 * Loads all accounts, changes what is to be changed, and saves all of them again, as the file was
 * saved. Now with an upsert.
 *
 * Wrong: rows that nobody wanted to change are written back as they were read.
 *
 * @race other-accounts-two-instances
 * @shows bob 100.*bob 100.*INSERT account .*200 bob 150.*INSERT account
 */
import {
  type Account,
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkAmount,
  type OpenAccounts,
  type Resources,
  UnknownAccount,
} from '@workbook/domain';
import { AccountRow, connect, DatabaseAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends DatabaseAccounts {
  override async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.#change(id, (account) => balanceAfterDeposit(account, amount));
  }

  override async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.#change(id, (account) => balanceAfterWithdrawal(account, amount));
  }

  async #change(id: number, balanceAfter: (account: Account) => number): Promise<Account> {
    const accounts = await this.list();
    const account = accounts.find((one) => one.id === id);
    if (!account) throw new UnknownAccount(id);
    const changed = { ...account, balance: balanceAfter(account) };
    const all = accounts.map((one) => (one.id === id ? changed : one));
    await this.query((em) => em.upsertMany(AccountRow, all));
    return changed;
  }
}
