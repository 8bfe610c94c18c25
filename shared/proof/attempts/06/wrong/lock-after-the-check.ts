/**
 * Wants to hold the lock as shortly as possible: look first whether there is enough money, and lock
 * only what is going to change. It looks right, for the write is done under the lock.
 *
 * Wrong: the new balance is computed from what was read before the lock was there.
 *
 * @race overdraft-two-instances
 * @race lost-update-two-instances
 * @shows SELECT account 1 → balance 100.*FOR UPDATE
 */
import {
  type Account,
  balanceAfterWithdrawal,
  checkAmount,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import { accountOf, connect, RowLockedAccounts, rowOf } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends RowLockedAccounts {
  override async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.transaction(async (em) => {
      const { balance } = await rowOf(em, id);
      const after = balanceAfterWithdrawal({ id, owner: '', balance }, amount);
      const row = await this.lockedRow(em, id);
      row.balance = after;
      return accountOf(row);
    });
  }
}
