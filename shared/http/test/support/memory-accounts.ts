import {
  type Account,
  AccountNotEmpty,
  type Accounts,
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkAmount,
  checkOpening,
  checkTransfer,
  UnknownAccount,
} from '@workbook/domain';

/** An honest bank in memory: it never awaits, so nothing can come between a check and its act. */
export class MemoryAccounts implements Accounts {
  readonly #accounts = new Map<number, Account>();
  #lastId = 0;

  async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    this.#lastId += 1;
    return this.#store({ id: this.#lastId, owner, balance: opening });
  }

  async find(id: number): Promise<Account> {
    return this.#get(id);
  }

  async list(): Promise<Account[]> {
    return [...this.#accounts.values()];
  }

  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    const account = this.#get(id);
    return this.#store({ ...account, balance: balanceAfterDeposit(account, amount) });
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    const account = this.#get(id);
    return this.#store({ ...account, balance: balanceAfterWithdrawal(account, amount) });
  }

  async transfer(
    from: number,
    to: number,
    amount: number,
  ): Promise<{ from: Account; to: Account }> {
    checkTransfer(from, to, amount);
    const [source, target] = [this.#get(from), this.#get(to)];
    // Both balances are worked out before either is stored: a refusal changes nothing.
    const debited = { ...source, balance: balanceAfterWithdrawal(source, amount) };
    const credited = { ...target, balance: balanceAfterDeposit(target, amount) };
    return { from: this.#store(debited), to: this.#store(credited) };
  }

  async close(id: number): Promise<void> {
    if (this.#get(id).balance !== 0) throw new AccountNotEmpty(id);
    this.#accounts.delete(id);
  }

  #get(id: number): Account {
    const account = this.#accounts.get(id);
    if (account === undefined) throw new UnknownAccount(id);
    return account;
  }

  #store(account: Account): Account {
    this.#accounts.set(account.id, account);
    return account;
  }
}
