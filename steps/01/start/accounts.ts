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

/** The services that this step's storage lives on: none. */
export const needs = [] as const;

export async function createAccounts({ screen }: Resources): Promise<OpenAccounts> {
  return new ListedAccounts(screen);
}

class ListedAccounts implements OpenAccounts {
  readonly #screen: Screen;
  #accounts: Account[] = [];

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    const id = this.#accounts.length + 1;
    await this.#screen({ kind: 'opening', owner, amount: opening });
    const account = { id, owner, balance: opening };
    this.#accounts.push(account);
    return account;
  }

  async find(id: number): Promise<Account> {
    const account = this.#accounts.find((one) => one.id === id);
    if (!account) throw new UnknownAccount(id);
    return account;
  }

  async list(): Promise<Account[]> {
    return this.#accounts.toSorted((a, b) => a.id - b.id);
  }

  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    const account = await this.find(id);
    return this.#store({ ...account, balance: balanceAfterDeposit(account, amount) });
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    const account = await this.find(id);
    const balance = balanceAfterWithdrawal(account, amount);
    await this.#screen({ kind: 'withdrawal', account: id, amount });
    return this.#store({ ...account, balance });
  }

  async transfer(
    from: number,
    to: number,
    amount: number,
  ): Promise<{ from: Account; to: Account }> {
    checkTransfer(from, to, amount);
    const debited = await this.withdraw(from, amount);
    const credited = await this.deposit(to, amount);
    return { from: debited, to: credited };
  }

  async close(id: number): Promise<void> {
    const account = await this.find(id);
    if (account.balance > 0) throw new AccountNotEmpty(id);
    this.#accounts = this.#accounts.filter((one) => one.id !== id);
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #store(account: Account): Account {
    this.#accounts = this.#accounts.map((one) => (one.id === account.id ? account : one));
    return account;
  }
}
