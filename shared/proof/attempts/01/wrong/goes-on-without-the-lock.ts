/**
 * Puts a mutex around each account, and holds it over the screening. So that nobody waits for ever, waiting ends.
 *
 * Wrong: who has waited for long enough goes on as if it had the lock.
 *
 * @race overdraft
 * @shows timer.*screening
 */
import { setTimeout as delay } from 'node:timers/promises';
import {
  type Account,
  balanceAfterWithdrawal,
  checkAmount,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import { ListedAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(screen);
}

const patienceMs = 200;

class Attempt extends ListedAccounts {
  readonly #tails = new Map<number, Promise<void>>();

  override async deposit(id: number, amount: number): Promise<Account> {
    return this.#locked(id, () => super.deposit(id, amount));
  }

  override async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.#locked(id, async () => {
      const account = this.found(id);
      const balance = balanceAfterWithdrawal(account, amount);
      await this.screen({ kind: 'withdrawal', account: id, amount });
      return this.store({ ...account, balance });
    });
  }

  override async transfer(from: number, to: number, amount: number) {
    const [first, second] = [Math.min(from, to), Math.max(from, to)];
    if (first === second) return super.transfer(from, to, amount);
    return this.#locked(first, () => this.#locked(second, () => super.transfer(from, to, amount)));
  }

  override async close(id: number): Promise<void> {
    return this.#locked(id, () => super.close(id));
  }

  async #locked<T>(id: number, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(id);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#tails.set(id, promise);
    const patience = new AbortController();
    if (before) {
      const patient = delay(patienceMs, undefined, { signal: patience.signal }).catch(() => {});
      await Promise.race([before, patient]);
    }
    patience.abort();
    try {
      return await work();
    } finally {
      resolve();
    }
  }
}
