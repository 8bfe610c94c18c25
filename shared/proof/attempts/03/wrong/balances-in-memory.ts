/**
 * Keeps the accounts in memory, as in step 01, and saves each change to the database: reads are
 * free.
 *
 * Wrong: an instance does not learn what another one has stored, and tells its own readers
 * something else.
 *
 * @race other-accounts-two-instances
 * @shows "withdraw 150 from bob" gets 409 insufficient_funds
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
  readonly #known = new Map<number, Account>();

  override async find(id: number): Promise<Account> {
    const account = this.#known.get(id) ?? (await super.find(id));
    this.#known.set(id, account);
    return account;
  }

  override async list(): Promise<Account[]> {
    const accounts = await super.list();
    for (const account of accounts) {
      if (!this.#known.has(account.id)) this.#known.set(account.id, account);
    }
    return accounts;
  }

  override async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    const balance = balanceAfterDeposit(await this.#account(id), amount);
    return this.#store(id, balance);
  }

  override async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    const balance = balanceAfterWithdrawal(await this.#account(id), amount);
    return this.#store(id, balance);
  }

  /** All accounts are loaded the first time that one is asked for. */
  async #account(id: number): Promise<Account> {
    if (this.#known.size === 0) await this.list();
    const account = this.#known.get(id);
    if (!account) throw new UnknownAccount(id);
    return account;
  }

  async #store(id: number, balance: number): Promise<Account> {
    const account = { ...(await this.#account(id)), balance };
    this.#known.set(id, account);
    const all = [...this.#known.values()];
    await this.query((em) => em.upsertMany(AccountRow, all));
    return account;
  }
}
