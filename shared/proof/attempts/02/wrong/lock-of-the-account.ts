/**
 * Has a lock for each account, so that two customers do not wait for each other.
 *
 * Wrong: all accounts are in one file: whoever changes another account writes this one back as it
 * was.
 *
 * @race two-openings
 * @race transfer-and-deposit
 * @shows readFile.*readFile.*rename.*rename
 */

import { AsyncResource } from 'node:async_hooks';
import { join } from 'node:path';
import type { Account, OpenAccounts, Resources } from '@workbook/domain';
import AsyncLock from 'async-lock';
import { type Contents, FiledAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ dataFolder, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(join(dataFolder, 'accounts.json'), screen);
}

class Attempt extends FiledAccounts {
  readonly #locks = new AsyncLock();

  override async open(owner: string, opening: number): Promise<Account> {
    return this.#locked(owner, () => super.open(owner, opening));
  }

  override async deposit(id: number, amount: number): Promise<Account> {
    return this.#locked(String(id), () => super.deposit(id, amount));
  }

  override async withdraw(id: number, amount: number): Promise<Account> {
    return this.#locked(String(id), () => super.withdraw(id, amount));
  }

  override async transfer(from: number, to: number, amount: number) {
    return this.#locked(`${from} to ${to}`, () => super.transfer(from, to, amount));
  }

  async #locked<T>(key: string, work: () => Promise<T>): Promise<T> {
    return this.#locks.acquire(key, AsyncResource.bind(work));
  }

  protected override async change<T>(change: (contents: Contents) => T): Promise<T> {
    const contents = await this.read();
    const result = change(contents);
    await this.write(contents);
    return result;
  }
}
