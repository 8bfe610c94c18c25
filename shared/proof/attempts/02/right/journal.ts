/**
 * Appends one line for each change, and adds the lines up when it starts. A line that a crash has
 * cut off has never happened.
 */

import { AsyncResource } from 'node:async_hooks';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
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
import AsyncLock from 'async-lock';
import writeFileAtomic from 'write-file-atomic';

export { needs } from '../base.ts';

export async function createAccounts({ dataFolder, screen }: Resources): Promise<OpenAccounts> {
  const accounts = new Attempt(join(dataFolder, 'journal.jsonl'), screen);
  await accounts.recover();
  return accounts;
}

/** What a line says: accounts as they are from here on, and ids of those that are closed. */
interface Entry {
  readonly stored?: readonly Account[];
  readonly closed?: number;
}

class Attempt implements OpenAccounts {
  readonly #path: string;
  readonly #screen: Screen;
  readonly #lock = new AsyncLock();
  readonly #accounts = new Map<number, Account>();
  #nextId = 1;

  constructor(path: string, screen: Screen) {
    this.#path = path;
    this.#screen = screen;
  }

  async recover(): Promise<void> {
    const text = await readFile(this.#path, 'utf8').catch(() => '');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    for (const line of whole.split('\n').filter(Boolean)) this.#apply(JSON.parse(line));
    // The next line must not be written behind half of one.
    if (whole !== text) await writeFileAtomic(this.#path, whole);
  }

  async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.#screen({ kind: 'opening', owner, amount: opening });
    return this.#locked(async () => {
      const account = { id: this.#nextId, owner, balance: opening };
      await this.#append({ stored: [account] });
      return account;
    });
  }

  async find(id: number): Promise<Account> {
    const account = this.#accounts.get(id);
    if (!account) throw new UnknownAccount(id);
    return account;
  }

  async list(): Promise<Account[]> {
    return [...this.#accounts.values()].sort((a, b) => a.id - b.id);
  }

  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.#locked(async () => {
      const account = await this.find(id);
      const stored = { ...account, balance: balanceAfterDeposit(account, amount) };
      await this.#append({ stored: [stored] });
      return stored;
    });
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.#screen({ kind: 'withdrawal', account: id, amount });
    return this.#locked(async () => {
      const account = await this.find(id);
      const stored = { ...account, balance: balanceAfterWithdrawal(account, amount) };
      await this.#append({ stored: [stored] });
      return stored;
    });
  }

  async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.#screen({ kind: 'transfer', account: from, to, amount });
    return this.#locked(async () => {
      const debited = await this.find(from);
      const credited = await this.find(to);
      const answer = {
        from: { ...debited, balance: balanceAfterWithdrawal(debited, amount) },
        to: { ...credited, balance: balanceAfterDeposit(credited, amount) },
      };
      await this.#append({ stored: [answer.from, answer.to] });
      return answer;
    });
  }

  async close(id: number): Promise<void> {
    return this.#locked(async () => {
      const account = await this.find(id);
      if (account.balance > 0) throw new AccountNotEmpty(id);
      await this.#append({ closed: id });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  async #locked<T>(work: () => Promise<T>): Promise<T> {
    return this.#lock.acquire('journal', AsyncResource.bind(work));
  }

  /** First on the disk, then in memory: what is answered can be relied on. */
  async #append(entry: Entry): Promise<void> {
    await appendFile(this.#path, `${JSON.stringify(entry)}\n`);
    this.#apply(entry);
  }

  #apply({ stored = [], closed }: Entry): void {
    for (const account of stored) {
      this.#accounts.set(account.id, account);
      this.#nextId = Math.max(this.#nextId, account.id + 1);
    }
    if (closed !== undefined) this.#accounts.delete(closed);
  }
}
