/**
 * Compare and set in plain SQL: the UPDATE names the balance that it was computed from.
 *
 * Wrong: an UPDATE that finds no row is no error, and nobody counts the rows.
 *
 * @race lost-update-two-instances
 * @race overdraft-two-instances
 * @shows no row
 */
import {
  type Account,
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkAmount,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import { connect, RowLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends RowLockedAccounts {
  override async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    const before = await this.find(id);
    return this.#store(before, balanceAfterDeposit(before, amount));
  }

  override async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    const before = await this.find(id);
    return this.#store(before, balanceAfterWithdrawal(before, amount));
  }

  async #store(before: Account, balance: number): Promise<Account> {
    const update = 'update account set balance = ? where id = ? and balance = ?';
    await this.query((em) => em.execute(update, [balance, before.id, before.balance]));
    return { ...before, balance };
  }
}
