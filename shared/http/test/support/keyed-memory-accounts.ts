import {
  type Account,
  AccountNotEmpty,
  balanceAfterDeposit,
  balanceAfterOverdraft,
  checkAmount,
  checkAnotherAccount,
  checkOpening,
  checkTransfer,
  DomainError,
  type KeyedAccounts,
  KeyReused,
  type OwnerReport,
  type ReportingAccounts,
  type RequestKey,
  UnknownAccount,
} from '@workbook/domain';

/**
 * An honest bank in memory where an owner has at most two accounts, one of which may be below zero as
 * far as the other holds enough, and where a request counts once, however often it comes. It never
 * awaits, so nothing can come between a check and its act.
 */
export class KeyedMemoryAccounts implements KeyedAccounts, ReportingAccounts {
  readonly keysLastMs = 86_400_000;
  readonly #accounts = new Map<number, Account>();
  readonly #answers = new Map<string, { readonly asked: string; readonly answer: unknown }>();
  #lastId = 0;

  async open(owner: string, opening: number, key?: RequestKey): Promise<Account> {
    checkOpening(owner, opening);
    return this.#once(key, ['open', owner, opening], () => {
      checkAnotherAccount(owner, this.#of(owner).length);
      this.#lastId += 1;
      return this.#store({ id: this.#lastId, owner, balance: opening });
    });
  }

  async find(id: number): Promise<Account> {
    return this.#get(id);
  }

  async list(): Promise<Account[]> {
    return [...this.#accounts.values()];
  }

  async report(owner: string): Promise<OwnerReport> {
    return { owner, accounts: this.#of(owner).length, total: this.#held(owner) };
  }

  async deposit(id: number, amount: number, key?: RequestKey): Promise<Account> {
    checkAmount(amount);
    return this.#once(key, ['deposit', id, amount], () => {
      const account = this.#get(id);
      return this.#store({ ...account, balance: balanceAfterDeposit(account, amount) });
    });
  }

  async withdraw(id: number, amount: number, key?: RequestKey): Promise<Account> {
    checkAmount(amount);
    return this.#once(key, ['withdraw', id, amount], () => this.#take(this.#get(id), amount));
  }

  async transfer(
    from: number,
    to: number,
    amount: number,
    key?: RequestKey,
  ): Promise<{ from: Account; to: Account }> {
    checkTransfer(from, to, amount);
    return this.#once(key, ['transfer', from, to, amount], () => {
      const [source, target] = [this.#get(from), this.#get(to)];
      const credited = { ...target, balance: balanceAfterDeposit(target, amount) };
      return { from: this.#take(source, amount), to: this.#store(credited) };
    });
  }

  async close(id: number): Promise<void> {
    if (this.#get(id).balance !== 0) throw new AccountNotEmpty(id);
    this.#accounts.delete(id);
  }

  #once<T>(key: RequestKey | undefined, asked: readonly unknown[], work: () => T): T {
    if (!key) return work();
    const known = this.#answers.get(key.text);
    if (!known) {
      const answer = outcomeOf(work);
      this.#answers.set(key.text, { asked: JSON.stringify(asked), answer });
      return valueOf<T>(answer);
    }
    if (known.asked !== JSON.stringify(asked)) throw new KeyReused(key.text);
    key.replayed();
    return valueOf<T>(known.answer);
  }

  #take(account: Account, amount: number): Account {
    const balance = balanceAfterOverdraft(account, this.#held(account.owner), amount);
    return this.#store({ ...account, balance });
  }

  #of(owner: string): Account[] {
    return [...this.#accounts.values()].filter((account) => account.owner === owner);
  }

  #held(owner: string): number {
    return this.#of(owner).reduce((sum, { balance }) => sum + balance, 0);
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

function outcomeOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}

function valueOf<T>(answer: unknown): T {
  if (answer instanceof DomainError) throw answer;
  return answer as T;
}
