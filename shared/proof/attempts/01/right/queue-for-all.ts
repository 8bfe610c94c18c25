/**
 * Chains all changes in one promise, the screening included. Slow, and right.
 */
import type { Account, OpenAccounts, Resources } from '@workbook/domain';
import { ListedAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(screen);
}

class Attempt extends ListedAccounts {
  #last: Promise<unknown> = Promise.resolve();

  override async open(owner: string, opening: number): Promise<Account> {
    return this.#next(() => super.open(owner, opening));
  }

  override async deposit(id: number, amount: number): Promise<Account> {
    return this.#next(() => super.deposit(id, amount));
  }

  override async withdraw(id: number, amount: number): Promise<Account> {
    return this.#next(() => super.withdraw(id, amount));
  }

  override async transfer(from: number, to: number, amount: number) {
    return this.#next(() => super.transfer(from, to, amount));
  }

  override async close(id: number): Promise<void> {
    return this.#next(() => super.close(id));
  }

  async #next<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => {});
    return result;
  }
}
