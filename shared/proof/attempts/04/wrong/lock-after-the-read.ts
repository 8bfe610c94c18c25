/**
 * Looks whether the account exists and has enough money, and takes the lock for the change. Nobody
 * waits for a lookup.
 *
 * Wrong: what was read before the lock is out of date when the lock is there.
 *
 * @race lost-update
 * @race overdraft
 * @shows SELECT account 1 → balance 100.*SELECT account 1 → balance 100
 */
import {
  type Account,
  balanceAfterDeposit,
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
  override async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    const balance = balanceAfterDeposit(await this.find(id), amount);
    return this.#store(id, balance);
  }

  override async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    const balance = balanceAfterWithdrawal(await this.find(id), amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.#store(id, balance);
  }

  async #store(id: number, balance: number): Promise<Account> {
    return this.locked([id], async (em) => {
      const row = await rowOf(em, id);
      row.balance = balance;
      await em.flush();
      return accountOf(row);
    });
  }
}
