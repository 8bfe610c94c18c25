/**
 * An actor: requests put their change into a mailbox, and one loop over an async generator carries the
 * changes out, one after the other. Screenings are done by the requests.
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

export const needs = [] as const;

export async function createAccounts({ screen }: Resources): Promise<OpenAccounts> {
  const bank = new Bank(screen);
  void bank.work();
  return bank;
}

interface Letter {
  readonly change: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

class Mailbox {
  readonly #letters: Letter[] = [];
  #wake: (() => void) | undefined;

  put(letter: Letter): void {
    this.#letters.push(letter);
    this.#wake?.();
  }

  async *read(): AsyncGenerator<Letter> {
    for (;;) {
      const letter = this.#letters.shift();
      if (letter) yield letter;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

class Bank implements OpenAccounts {
  readonly #screen: Screen;
  readonly #mailbox = new Mailbox();
  readonly #accounts = new Map<number, Account>();
  #nextId = 1;

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  async work(): Promise<void> {
    for await (const { change, resolve, reject } of this.#mailbox.read()) {
      try {
        resolve(change());
      } catch (error) {
        reject(error);
      }
    }
  }

  async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.#screen({ kind: 'opening', owner, amount: opening });
    return this.#ask(() => this.#store({ id: this.#nextId++, owner, balance: opening }));
  }

  async find(id: number): Promise<Account> {
    return this.#ask(() => this.#found(id));
  }

  async list(): Promise<Account[]> {
    return this.#ask(() => [...this.#accounts.values()]);
  }

  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.#ask(() => {
      const account = this.#found(id);
      return this.#store({ ...account, balance: balanceAfterDeposit(account, amount) });
    });
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.#screen({ kind: 'withdrawal', account: id, amount });
    return this.#ask(() => {
      const account = this.#found(id);
      return this.#store({ ...account, balance: balanceAfterWithdrawal(account, amount) });
    });
  }

  async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.#screen({ kind: 'transfer', account: from, to, amount });
    return this.#ask(() => {
      const debited = this.#found(from);
      const credited = this.#found(to);
      const balances = [
        balanceAfterWithdrawal(debited, amount),
        balanceAfterDeposit(credited, amount),
      ] as const;
      return {
        from: this.#store({ ...debited, balance: balances[0] }),
        to: this.#store({ ...credited, balance: balances[1] }),
      };
    });
  }

  async close(id: number): Promise<void> {
    return this.#ask(() => {
      if (this.#found(id).balance > 0) throw new AccountNotEmpty(id);
      this.#accounts.delete(id);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  async #ask<T>(change: () => T): Promise<T> {
    return new Promise<unknown>((resolve, reject) =>
      this.#mailbox.put({ change, resolve, reject }),
    ) as Promise<T>;
  }

  #found(id: number): Account {
    const account = this.#accounts.get(id);
    if (!account) throw new UnknownAccount(id);
    return account;
  }

  #store(account: Account): Account {
    this.#accounts.set(account.id, account);
    return account;
  }
}
