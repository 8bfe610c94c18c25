/**
 * Has a file and a lock for each account, so that changes of different accounts do not wait for
 * each other. A file beside them has the next id, and another one what a transfer is about to do.
 */

import { AsyncResource } from 'node:async_hooks';
import { readdir, readFile, rm } from 'node:fs/promises';
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
  Unavailable,
  UnknownAccount,
} from '@workbook/domain';
import AsyncLock from 'async-lock';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';

export { needs } from '../base.ts';

export async function createAccounts({ dataFolder, screen }: Resources): Promise<OpenAccounts> {
  const accounts = new Attempt(dataFolder, screen);
  await accounts.recover();
  return accounts;
}

const nextIdSchema = z.int().positive();
const accountSchema = z.strictObject({
  id: z.int().positive(),
  owner: z.string(),
  balance: z.int().nonnegative(),
});
/** Both balances of a transfer, as they have to be once it is done. */
const intentSchema = z.tuple([accountSchema, accountSchema]);

class Attempt implements OpenAccounts {
  readonly #folder: string;
  readonly #screen: Screen;
  readonly #locks = new AsyncLock();

  constructor(folder: string, screen: Screen) {
    this.#folder = folder;
    this.#screen = screen;
  }

  /** Finishes a transfer that a crash has cut off. */
  async recover(): Promise<void> {
    const intent = await this.#read('intent', intentSchema);
    if (!intent) return;
    for (const account of intent) await this.#write(String(account.id), account);
    await rm(this.#path('intent'));
  }

  async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.#screen({ kind: 'opening', owner, amount: opening });
    return this.#locked(['next id'], async () => {
      const id = (await this.#read('next id', nextIdSchema)) ?? 1;
      await this.#write('next id', id + 1);
      return this.#store({ id, owner, balance: opening });
    });
  }

  async find(id: number): Promise<Account> {
    const account = await this.#read(String(id), accountSchema);
    if (!account) throw new UnknownAccount(id);
    return account;
  }

  async list(): Promise<Account[]> {
    const names = (await readdir(this.#folder)).filter((name) => /^\d+\.json$/.test(name));
    const accounts = await Promise.all(
      names.map((name) => this.#read(name.slice(0, -5), accountSchema)),
    );
    return accounts.filter((one) => one !== undefined).sort((a, b) => a.id - b.id);
  }

  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.#locked([id], async () => {
      const account = await this.find(id);
      return this.#store({ ...account, balance: balanceAfterDeposit(account, amount) });
    });
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.#screen({ kind: 'withdrawal', account: id, amount });
    return this.#locked([id], async () => {
      const account = await this.find(id);
      return this.#store({ ...account, balance: balanceAfterWithdrawal(account, amount) });
    });
  }

  async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.#screen({ kind: 'transfer', account: from, to, amount });
    // There is one file for what is about to be done, so one transfer at a time.
    return this.#locked(['intent', from, to], async () => {
      const debited = await this.find(from);
      const credited = await this.find(to);
      const intent = [
        { ...debited, balance: balanceAfterWithdrawal(debited, amount) },
        { ...credited, balance: balanceAfterDeposit(credited, amount) },
      ] as const;
      await this.#write('intent', intent);
      await this.recover();
      return { from: intent[0], to: intent[1] };
    });
  }

  async close(id: number): Promise<void> {
    return this.#locked([id], async () => {
      const account = await this.find(id);
      if (account.balance > 0) throw new AccountNotEmpty(id);
      await rm(this.#path(String(id)));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  async #locked<T>(keys: (string | number)[], work: () => Promise<T>): Promise<T> {
    return this.#locks.acquire(keys.map(String).sort(), AsyncResource.bind(work));
  }

  async #store(account: Account): Promise<Account> {
    await this.#write(String(account.id), account);
    return account;
  }

  async #read<T>(name: string, schema: z.ZodType<T>): Promise<T | undefined> {
    try {
      return schema.parse(JSON.parse(await readFile(this.#path(name), 'utf8')));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw new Unavailable(`${name} cannot be read, and was left as it is`, { cause: error });
    }
  }

  async #write(name: string, value: unknown): Promise<void> {
    await writeFileAtomic(this.#path(name), JSON.stringify(value));
  }

  #path(name: string): string {
    return join(this.#folder, `${name}.json`);
  }
}
