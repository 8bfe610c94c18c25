/** What attempts at step 01 have in common: the accounts of step 01, in a list in memory. */
import {
  type Account,
  AccountNotEmpty,
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkAmount,
  checkOpening,
  checkTransfer,
  type OpenAccounts,
  type Screen,
  UnknownAccount,
} from '@workbook/domain';

/** The services that this step's storage lives on: none. */
export const needs = [] as const;

export class ListedAccounts implements OpenAccounts {
  protected readonly screen: Screen;
  protected accounts: Account[] = [];
  protected nextId = 1;

  constructor(screen: Screen) {
    this.screen = screen;
  }

  async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.screen({ kind: 'opening', owner, amount: opening });
    const account = { id: this.nextId++, owner, balance: opening };
    this.accounts.push(account);
    return account;
  }

  async find(id: number): Promise<Account> {
    return this.found(id);
  }

  async list(): Promise<Account[]> {
    return [...this.accounts];
  }

  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    const account = this.found(id);
    return this.store({ ...account, balance: balanceAfterDeposit(account, amount) });
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    // From here to the end there is no await: nobody else runs between the check and the change.
    const account = this.found(id);
    return this.store({ ...account, balance: balanceAfterWithdrawal(account, amount) });
  }

  async transfer(
    from: number,
    to: number,
    amount: number,
  ): Promise<{ from: Account; to: Account }> {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    const debited = this.found(from);
    const credited = this.found(to);
    // Whatever can be refused is refused before the first of the two changes.
    const debitedBalance = balanceAfterWithdrawal(debited, amount);
    const creditedBalance = balanceAfterDeposit(credited, amount);
    return {
      from: this.store({ ...debited, balance: debitedBalance }),
      to: this.store({ ...credited, balance: creditedBalance }),
    };
  }

  async close(id: number): Promise<void> {
    const account = this.found(id);
    if (account.balance > 0) throw new AccountNotEmpty(id);
    this.accounts = this.accounts.filter((one) => one.id !== id);
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  protected found(id: number): Account {
    const account = this.accounts.find((one) => one.id === id);
    if (!account) throw new UnknownAccount(id);
    return account;
  }

  protected store(account: Account): Account {
    this.accounts = this.accounts.map((one) => (one.id === account.id ? account : one));
    return account;
  }
}
