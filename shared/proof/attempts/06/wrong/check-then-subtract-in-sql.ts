/**
 * Lets the database do the sum, `balance = balance - ?`, so that no update is lost, and checks the
 * funds just before.
 *
 * Wrong: between the check and the subtraction somebody else can take the same money.
 *
 * @race overdraft-two-instances
 * @shows SELECT account 1 → balance 100.*balance = balance - 60.*200 ann -20
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
      balanceAfterWithdrawal(accountOf(await rowOf(em, id)), amount);
      const update = 'update account set balance = balance - ? where id = ? returning *';
      const [row] = await em.execute<[Account]>(update, [amount, id]);
      return { id, owner: row.owner, balance: Number(row.balance) };
    });
  }
}
