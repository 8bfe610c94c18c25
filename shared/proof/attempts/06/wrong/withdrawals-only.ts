/**
 * Locks where money can run out. A deposit can do no harm, it only adds, so it needs no lock.
 *
 * Wrong: an unlocked deposit reads a balance, and writes it back over a withdrawal that came in
 * between.
 *
 * @race lost-update-two-instances
 * @shows SELECT account 1 → balance 100.*UPDATE account 1: balance = 150
 */
import {
  type Account,
  balanceAfterDeposit,
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
  override async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.transaction(async (em) => {
      const row = await rowOf(em, id);
      row.balance = balanceAfterDeposit(row, amount);
      return accountOf(row);
    });
  }
}
