/**
 * A lock of its own, held over the screening, which `finally` gives back.
 */
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

class Attempt extends ListedAccounts {
  #locked = Promise.resolve();

  override async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    const before = this.#locked;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#locked = promise;
    await before;
    try {
      await this.screen({ kind: 'withdrawal', account: id, amount });
      const account = this.found(id);
      return this.store({ ...account, balance: balanceAfterWithdrawal(account, amount) });
    } finally {
      resolve();
    }
  }
}
