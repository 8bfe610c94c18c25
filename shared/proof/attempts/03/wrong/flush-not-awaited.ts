/**
 * Starts the flush and answers at once, since what is going to be stored is known.
 *
 * Wrong: the answer is 200 before anything is stored, and a crash takes it back.
 *
 * @race crash-in-a-deposit
 * @shows 200 ann 150.*crash
 */
import {
  type Account,
  balanceAfterDeposit,
  checkAmount,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import { accountOf, connect, DatabaseAccounts, rowOf } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends DatabaseAccounts {
  override async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.query(async (em) => {
      const row = await rowOf(em, id);
      row.balance = balanceAfterDeposit(row, amount);
      void em.flush().catch(() => {});
      return accountOf(row);
    });
  }
}
