/**
 * Remembers each owner's report until an account of that owner changes: reports are asked for again and again.
 *
 * Wrong: another instance changes the accounts, and this one does not hear of it.
 *
 * @race reports-alone
 * @shows deposit 5 to ann.*add up what ann has.*it should be|it should be 200 ann 35 in 2 accounts
 */
import {
  type Account,
  type OpenAccounts,
  type OwnerReport,
  type Resources,
} from '@workbook/domain';
import { connect, OwnerLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OwnerLockedAccounts {
  readonly #reports = new Map<string, OwnerReport>();

  override async report(owner: string): Promise<OwnerReport> {
    const known = this.#reports.get(owner);
    if (known) return known;
    const report = await super.report(owner);
    this.#reports.set(owner, report);
    return report;
  }

  override async open(owner: string, opening: number): Promise<Account> {
    const account = await super.open(owner, opening);
    this.#reports.delete(owner);
    return account;
  }

  override async deposit(id: number, amount: number): Promise<Account> {
    const account = await super.deposit(id, amount);
    this.#reports.delete(account.owner);
    return account;
  }

  override async withdraw(id: number, amount: number): Promise<Account> {
    const account = await super.withdraw(id, amount);
    this.#reports.delete(account.owner);
    return account;
  }

  override async transfer(from: number, to: number, amount: number) {
    const accounts = await super.transfer(from, to, amount);
    this.#reports.delete(accounts.from.owner);
    this.#reports.delete(accounts.to.owner);
    return accounts;
  }

  override async close(id: number): Promise<void> {
    await super.close(id);
    this.#reports.clear();
  }
}
