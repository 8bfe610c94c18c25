/** What attempts at step 02 have in common: the accounts of step 02, in one JSON file. */
import { AsyncResource } from 'node:async_hooks';
import { readFile } from 'node:fs/promises';
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
  Unavailable,
  UnknownAccount,
} from '@workbook/domain';
import AsyncLock from 'async-lock';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';

/** The services that this step's storage lives on: none. */
export const needs = [] as const;

export const Contents = z.strictObject({
  nextId: z.int().positive(),
  accounts: z.array(
    z.strictObject({ id: z.int().positive(), owner: z.string(), balance: z.int().nonnegative() }),
  ),
});
export type Contents = z.infer<typeof Contents>;

export class FiledAccounts implements OpenAccounts {
  protected readonly path: string;
  protected readonly screen: Screen;
  /** Held from the reading of the file to its writing. It reaches as far as this process. */
  protected readonly lock = new AsyncLock();

  constructor(path: string, screen: Screen) {
    this.path = path;
    this.screen = screen;
  }

  async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.screen({ kind: 'opening', owner, amount: opening });
    return this.change((contents) => {
      const account = { id: contents.nextId++, owner, balance: opening };
      contents.accounts.push(account);
      return account;
    });
  }

  async find(id: number): Promise<Account> {
    return accountIn(await this.read(), id);
  }

  async list(): Promise<Account[]> {
    return (await this.read()).accounts;
  }

  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.change((contents) => {
      const account = accountIn(contents, id);
      account.balance = balanceAfterDeposit(account, amount);
      return account;
    });
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.change((contents) => {
      const account = accountIn(contents, id);
      account.balance = balanceAfterWithdrawal(account, amount);
      return account;
    });
  }

  async transfer(
    from: number,
    to: number,
    amount: number,
  ): Promise<{ from: Account; to: Account }> {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    return this.change((contents) => {
      const debited = accountIn(contents, from);
      const credited = accountIn(contents, to);
      debited.balance = balanceAfterWithdrawal(debited, amount);
      credited.balance = balanceAfterDeposit(credited, amount);
      return { from: debited, to: credited };
    });
  }

  async close(id: number): Promise<void> {
    return this.change((contents) => {
      const account = accountIn(contents, id);
      if (account.balance > 0) throw new AccountNotEmpty(id);
      contents.accounts.splice(contents.accounts.indexOf(account), 1);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  /** One change after the other. When `change` throws, the file is not written: nothing has happened. */
  protected async change<T>(change: (contents: Contents) => T): Promise<T> {
    let begun = false;
    // The lock calls the next in its queue from the context of the one before; bind keeps our own.
    const work = AsyncResource.bind(async () => {
      begun = true;
      const contents = await this.read();
      const result = change(contents);
      await this.write(contents);
      return result;
    });
    return this.lock.acquire('file', work).catch((error: unknown) => {
      // Behind a thousand who wait already, the lock lets nobody queue.
      throw begun ? error : new Unavailable('too many wait for the file', { cause: error });
    });
  }

  protected async read(): Promise<Contents> {
    const text = await readFile(this.path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw new Unavailable(`accounts.json cannot be read (${error.code})`, { cause: error });
    });
    if (text === undefined) return { nextId: 1, accounts: [] };
    const contents = Contents.safeParse(jsonOf(text));
    if (contents.success) return contents.data;
    throw new Unavailable(
      'accounts.json does not hold accounts; it was left as it is: repair it, or move it away to begin anew',
      { cause: contents.error },
    );
  }

  /** Writes a new file beside the old one and renames it: a reader finds the old file or the new one. */
  protected async write(contents: Contents): Promise<void> {
    try {
      await writeFileAtomic(this.path, JSON.stringify(contents));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new Unavailable(`accounts.json cannot be written (${code}), nothing was changed`, {
        cause: error,
      });
    }
  }
}

/** What the text says, or undefined when it is no JSON: no contents look like that. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function accountIn(contents: Contents, id: number): Contents['accounts'][number] {
  const account = contents.accounts.find((one) => one.id === id);
  if (!account) throw new UnknownAccount(id);
  return account;
}
