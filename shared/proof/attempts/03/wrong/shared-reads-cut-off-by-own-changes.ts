/**
 * Shares the reads that are under way, and lets no request share one that a change may have overtaken: each change forgets
 * them, before it begins and when it is done.
 *
 * Wrong: only the changes of its own instance do so, and another one may have changed the account and answered.
 *
 * @race late-reply-two-instances
 * @shows the reply comes later.*deposit 50.*= 200 ann 150.*read ann.*the reply arrives.*= 200 ann 100.*= 200 ann 100
 */
import type { Account, OpenAccounts, Resources } from '@workbook/domain';
import { connect, DatabaseAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends DatabaseAccounts {
  readonly #reads = new Map<number, Promise<Account>>();

  override find(id: number): Promise<Account> {
    const underWay = this.#reads.get(id);
    if (underWay) return underWay;
    const read = super.find(id).finally(() => {
      if (this.#reads.get(id) === read) this.#reads.delete(id);
    });
    this.#reads.set(id, read);
    return read;
  }

  override async deposit(id: number, amount: number): Promise<Account> {
    return this.#changing([id], () => super.deposit(id, amount));
  }

  override async withdraw(id: number, amount: number): Promise<Account> {
    return this.#changing([id], () => super.withdraw(id, amount));
  }

  override async transfer(from: number, to: number, amount: number) {
    return this.#changing([from, to], () => super.transfer(from, to, amount));
  }

  override async close(id: number): Promise<void> {
    return this.#changing([id], () => super.close(id));
  }

  async #changing<T>(ids: readonly number[], change: () => Promise<T>): Promise<T> {
    this.#cutOff(ids);
    try {
      return await change();
    } finally {
      this.#cutOff(ids);
    }
  }

  #cutOff(ids: readonly number[]): void {
    for (const id of ids) this.#reads.delete(id);
  }
}
