/**
 * Locks the account with a library and may then await what it wants between reading and writing.
 */

import { AsyncResource } from 'node:async_hooks';
import {
  type Account,
  balanceAfterWithdrawal,
  checkAmount,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import AsyncLock from 'async-lock';
import { ListedAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(screen);
}

class Attempt extends ListedAccounts {
  readonly #locks = new AsyncLock();

  override async deposit(id: number, amount: number): Promise<Account> {
    return this.#locked([id], () => super.deposit(id, amount));
  }

  override async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.#locked([id], async () => {
      const account = this.found(id);
      const balance = balanceAfterWithdrawal(account, amount);
      await this.screen({ kind: 'withdrawal', account: id, amount });
      return this.store({ ...account, balance });
    });
  }

  override async transfer(from: number, to: number, amount: number) {
    return this.#locked([from, to], () => super.transfer(from, to, amount));
  }

  override async close(id: number): Promise<void> {
    return this.#locked([id], () => super.close(id));
  }

  async #locked<T>(ids: number[], work: () => Promise<T>): Promise<T> {
    return this.#locks.acquire(ids.map(String), AsyncResource.bind(work));
  }
}
