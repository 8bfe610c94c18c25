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
  #nextId = 1;

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.#screen({ kind: 'opening', owner, amount: opening });
    const account = { id: this.#nextId++, owner, balance: opening };
    this.#accounts.push(account);
    return account;
  }

  async find(id: number): Promise<Account> {
    return this.#find(id);
  }

  async list(): Promise<Account[]> {
    return [...this.#accounts];
  }

  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    const account = this.#find(id);
    return this.#store({ ...account, balance: balanceAfterDeposit(account, amount) });
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.#screen({ kind: 'withdrawal', account: id, amount });
    // From here on there is no await: no other request runs between the check and the change.
    const account = this.#find(id);
    return this.#store({ ...account, balance: balanceAfterWithdrawal(account, amount) });
  }

  async transfer(
    from: number,
    to: number,
    amount: number,
  ): Promise<{ from: Account; to: Account }> {
    checkTransfer(from, to, amount);
    await this.#screen({ kind: 'transfer', account: from, to, amount });
    const debited = this.#find(from);
    const credited = this.#find(to);
    // Whatever can be refused is refused before the first of the two changes.
    const debitedBalance = balanceAfterWithdrawal(debited, amount);
    const creditedBalance = balanceAfterDeposit(credited, amount);
    return {
      from: this.#store({ ...debited, balance: debitedBalance }),
      to: this.#store({ ...credited, balance: creditedBalance }),
    };
  }

  async close(id: number): Promise<void> {
    const account = this.#find(id);
    if (account.balance > 0) throw new AccountNotEmpty(id);
    this.#accounts = this.#accounts.filter((one) => one.id !== id);
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #find(id: number): Account {
    const account = this.#accounts.find((one) => one.id === id);
    if (!account) throw new UnknownAccount(id);
    return account;
  }

  #store(account: Account): Account {
    this.#accounts = this.#accounts.map((one) => (one.id === account.id ? account : one));
    return account;
  }
}
