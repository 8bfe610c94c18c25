/**
 * Keeps a list of what has happened, and adds it up whenever somebody asks for a balance.
 */
import type { Account, OpenAccounts, Resources } from '@workbook/domain';
import { ListedAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(screen);
}

class Attempt extends ListedAccounts {
  readonly #entries: { readonly id: number; readonly amount: number }[] = [];

  protected override found(id: number): Account {
    const account = super.found(id);
    const own = this.#entries.filter((entry) => entry.id === id);
    return { ...account, balance: own.reduce((sum, entry) => sum + entry.amount, account.balance) };
  }

  protected override store(account: Account): Account {
    const amount = account.balance - this.found(account.id).balance;
    this.#entries.push({ id: account.id, amount });
    return account;
  }

  override async list(): Promise<Account[]> {
    return this.accounts.map(({ id }) => this.found(id));
  }
}
