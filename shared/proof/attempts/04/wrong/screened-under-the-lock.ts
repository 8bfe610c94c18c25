/**
 * Writes its own mutex, gives it back however the work ends, and lets the screening come first.
 *
 * Wrong: the screening is under the lock, but before the try: when it fails, the lock is kept.
 *
 * @race failed-screening
 * @shows no client can go on|no answer
 */
import {
  type Account,
  balanceAfterWithdrawal,
  checkAmount,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import { accountOf, connect, LockedAccounts, rowOf } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends LockedAccounts {
  #last = Promise.resolve();

  override async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    await before;
    await this.screen({ kind: 'withdrawal', account: id, amount });
    try {
      return await this.locked([id], async (em) => {
        const row = await rowOf(em, id);
        row.balance = balanceAfterWithdrawal(row, amount);
        await em.flush();
        return accountOf(row);
      });
    } finally {
      resolve();
    }
  }
}
