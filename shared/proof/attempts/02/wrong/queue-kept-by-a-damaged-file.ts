/**
 * Holds its own queue, and reads the file before the block that gives the place in it back.
 *
 * Wrong: a file that cannot be read keeps the place for ever, and no request is answered when the file is repaired.
 *
 * @behaviour leaves-foreign-files
 * @shows a deposit has no answer after 10 s when the file is repaired
 */
import { appendFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
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
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';

/** The services that this step's storage lives on: none. */
export const needs = [] as const;

/** Ids are 32-bit. This one is never given out, because the next one could not be kept. */
const lastId = 2_147_483_647;

const Contents = z
  .strictObject({
    nextId: z.int().positive().max(lastId),
    accounts: z.array(
      z.strictObject({ id: z.int().positive(), owner: z.string(), balance: z.int().nonnegative() }),
    ),
  })
  // Ids rise, and the next is above them all: no id is there twice, and none is given out again.
  .refine(({ nextId, accounts }) =>
    accounts.every(({ id }, i) => id < (accounts[i + 1]?.id ?? nextId)),
  );
type Contents = z.infer<typeof Contents>;

export async function createAccounts({ screen, dataFolder }: Resources): Promise<OpenAccounts> {
  const accounts = new FiledAccounts(join(dataFolder, 'accounts.json'), screen);
  // Better to learn now that the file cannot be read than from the first user.
  await accounts.list();
  return accounts;
}

class FiledAccounts implements OpenAccounts {
  readonly #path: string;
  readonly #screen: Screen;
  /** Held from the read of the file to its write. It reaches as far as this process. */
  #tail: Promise<void> = Promise.resolve();

  constructor(path: string, screen: Screen) {
    this.#path = path;
    this.#screen = screen;
  }

  async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.#screen({ kind: 'opening', owner, amount: opening });
    return this.#change((contents) => {
      if (contents.nextId === lastId) throw new Unavailable('accounts.json has no id left to give');
      const account = { id: contents.nextId++, owner, balance: opening };
      contents.accounts.push(account);
      return account;
    });
  }

  async find(id: number): Promise<Account> {
    return accountIn(await this.#read(), id);
  }

  async list(): Promise<Account[]> {
    return (await this.#read()).accounts;
  }

  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.#change((contents) => {
      const account = accountIn(contents, id);
      account.balance = balanceAfterDeposit(account, amount);
      return account;
    });
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.#screen({ kind: 'withdrawal', account: id, amount });
    return this.#change((contents) => {
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
    await this.#screen({ kind: 'transfer', account: from, to, amount });
    return this.#change((contents) => {
      const debited = accountIn(contents, from);
      const credited = accountIn(contents, to);
      debited.balance = balanceAfterWithdrawal(debited, amount);
      credited.balance = balanceAfterDeposit(credited, amount);
      return { from: debited, to: credited };
    });
  }

  async close(id: number): Promise<void> {
    return this.#change((contents) => {
      const account = accountIn(contents, id);
      if (account.balance > 0) throw new AccountNotEmpty(id);
      contents.accounts.splice(contents.accounts.indexOf(account), 1);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  /** One change after the other. When `change` throws, the file is not written: nothing has happened. */
  async #change<T>(change: (contents: Contents) => T): Promise<T> {
    const before = this.#tail;
    let free = () => {};
    this.#tail = new Promise<void>((resolve) => {
      free = resolve;
    });
    await before;
    const contents = await this.#read();
    try {
      const result = change(contents);
      await this.#write(contents);
      return result;
    } finally {
      free();
    }
  }

  async #read(): Promise<Contents> {
    const bytes = await readFile(this.#path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw new Unavailable(
        `accounts.json cannot be read (${error.code}): it has to be a file that this service may read`,
        { cause: error },
      );
    });
    if (bytes === undefined) return { nextId: 1, accounts: [] };
    const contents = Contents.safeParse(jsonOf(bytes));
    if (contents.success) return contents.data;
    throw new Unavailable(
      'accounts.json does not hold accounts; it was left as it is: repair it, or move it away to begin anew',
      { cause: contents.error },
    );
  }

  /** Writes a new file beside the old one and renames it: a reader finds the old file or the new one. */
  async #write(contents: Contents): Promise<void> {
    try {
      await replaceFile(this.#path, JSON.stringify(contents));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new Unavailable(`accounts.json cannot be written (${code}), nothing was changed`, {
        cause: error,
      });
    }
  }
}

/**
 * The library would write by one call, which a full disk cuts short without an error. So it is given
 * nothing to write, and its new file is filled by a call that fails when not all of it goes in; not
 * by a promise, because the library does not say that it waits for one.
 */
async function replaceFile(path: string, text: string): Promise<void> {
  await writeFileAtomic(path, '', { tmpfileCreated: (newFile) => appendFileSync(newFile, text) });
}

/**
 * What the bytes say, or undefined when they are not JSON in UTF-8: no contents look like that. A
 * byte order mark is passed over; bytes that are not letters would be written back as other bytes.
 */
function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function accountIn(contents: Contents, id: number): Contents['accounts'][number] {
  const account = contents.accounts.find((one) => one.id === id);
  if (!account) throw new UnknownAccount(id);
  return account;
}
