import {
  AccountNotEmpty,
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkAmount,
  checkOpening,
  checkOwner,
  checkTransfer,
  UnknownAccount,
  type VersionedAccount,
  type VersionedAccounts,
  VersionMismatch,
} from '@workbook/domain';

/**
 * An honest bank in memory that counts changes: it never awaits, so nothing can come between the
 * comparison of a version and the change.
 */
export class VersionedMemoryAccounts implements VersionedAccounts {
  readonly #accounts = new Map<number, VersionedAccount>();
  #lastId = 0;

  async open(owner: string, opening: number): Promise<VersionedAccount> {
    checkOpening(owner, opening);
    this.#lastId += 1;
    return this.#store({ id: this.#lastId, owner, balance: opening, version: 1 });
  }

  async find(id: number): Promise<VersionedAccount> {
    return this.#get(id);
  }

  async list(): Promise<VersionedAccount[]> {
    return [...this.#accounts.values()];
  }

  async deposit(id: number, amount: number, expectedVersion?: number): Promise<VersionedAccount> {
    checkAmount(amount);
    const account = this.#get(id, expectedVersion);
    return this.#change(account, { balance: balanceAfterDeposit(account, amount) });
  }

  async withdraw(id: number, amount: number, expectedVersion?: number): Promise<VersionedAccount> {
    checkAmount(amount);
    const account = this.#get(id, expectedVersion);
    return this.#change(account, { balance: balanceAfterWithdrawal(account, amount) });
  }

  async transfer(
    from: number,
    to: number,
    amount: number,
  ): Promise<{ from: VersionedAccount; to: VersionedAccount }> {
    checkTransfer(from, to, amount);
    const [source, target] = [this.#get(from), this.#get(to)];
    // Both balances are worked out before either is stored: a refusal changes nothing.
    const debited = { balance: balanceAfterWithdrawal(source, amount) };
    const credited = { balance: balanceAfterDeposit(target, amount) };
    return { from: this.#change(source, debited), to: this.#change(target, credited) };
  }

  async rename(id: number, owner: string, expectedVersion: number): Promise<VersionedAccount> {
    checkOwner(owner);
    return this.#change(this.#get(id, expectedVersion), { owner });
  }

  async close(id: number, expectedVersion?: number): Promise<void> {
    if (this.#get(id, expectedVersion).balance !== 0) throw new AccountNotEmpty(id);
    this.#accounts.delete(id);
  }

  #get(id: number, expectedVersion?: number): VersionedAccount {
    const account = this.#accounts.get(id);
    if (account === undefined) throw new UnknownAccount(id);
    if (expectedVersion !== undefined && account.version !== expectedVersion)
      throw new VersionMismatch(id, expectedVersion);
    return account;
  }

  #change(account: VersionedAccount, part: Partial<VersionedAccount>): VersionedAccount {
    return this.#store({ ...account, ...part, version: account.version + 1 });
  }

  #store(account: VersionedAccount): VersionedAccount {
    this.#accounts.set(account.id, account);
    return account;
  }
}
