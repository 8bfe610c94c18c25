/**
 * Keeps the accounts in a Map, and changes them in place, after the screening and without an await.
 */
import {
  type Account,
  AccountNotEmpty,
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkAmount,
  checkOpening,
  checkTransfer,
  type OpenAccounts,
  type Resources,
  type Screen,
  UnknownAccount,
} from '@workbook/domain';

export { needs } from '../base.ts';

export async function createAccounts({ screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(screen);
}

type Stored = { -readonly [Key in keyof Account]: Account[Key] };

class Attempt implements OpenAccounts {
  readonly #screen: Screen;
  readonly #accounts = new Map<number, Stored>();
  #lastId = 0;

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.#screen({ kind: 'opening', owner, amount: opening });
    this.#lastId += 1;
    const account = { id: this.#lastId, owner, balance: opening };
    this.#accounts.set(account.id, account);
    return { ...account };
  }

  async find(id: number): Promise<Account> {
    return { ...this.#account(id) };
  }

  async list(): Promise<Account[]> {
    return [...this.#accounts.values()].map((account) => ({ ...account }));
  }

  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    const account = this.#account(id);
    account.balance = balanceAfterDeposit(account, amount);
    return { ...account };
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.#screen({ kind: 'withdrawal', account: id, amount });
    const account = this.#account(id);
    account.balance = balanceAfterWithdrawal(account, amount);
    return { ...account };
  }

  async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.#screen({ kind: 'transfer', account: from, to, amount });
    const debited = this.#account(from);
    const credited = this.#account(to);
    const balance = balanceAfterWithdrawal(debited, amount);
    credited.balance = balanceAfterDeposit(credited, amount);
    debited.balance = balance;
    return { from: { ...debited }, to: { ...credited } };
  }

  async close(id: number): Promise<void> {
    if (this.#account(id).balance > 0) throw new AccountNotEmpty(id);
    this.#accounts.delete(id);
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #account(id: number): Stored {
    const account = this.#accounts.get(id);
    if (!account) throw new UnknownAccount(id);
    return account;
  }
}
