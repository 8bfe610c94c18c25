/**
 * Leaves the check to the database, which has none.
 *
 * Wrong: the balance is never compared with the amount, which one client alone can show.
 *
 * @race withdrawals-alone
 * @shows 200 ann -10 to "withdraw 80 from ann": it should be the refusal insufficient_funds
 */
import { checkAmount, type OpenAccounts, type Resources } from '@workbook/domain';
import { accountOf, connect, DatabaseAccounts, rowOf } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends DatabaseAccounts {
  override async withdraw(id: number, amount: number) {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.query(async (em) => {
      const row = await rowOf(em, id);
      row.balance -= amount;
      await em.flush();
      return accountOf(row);
    });
  }
}
