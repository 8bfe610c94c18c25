/**
 * Lets the UPDATE look at the sum itself, and so locks nothing.
 *
 * Wrong: the sum has the snapshot of the statement, and the two updates write different rows.
 *
 * @race two-withdrawals-one-owner-two-instances
 * @shows ann holds -60 in all.*sum\(
 */
import {
  type Account,
  checkAmount,
  InsufficientFunds,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import { accountOf, connect, OwnerLockedAccounts, rowOf } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OwnerLockedAccounts {
  override async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.transaction(async (em) => {
      const [done] = await em.execute<{ id: number }[]>(
        `update account set balance = balance - ?
         where id = ? and ? <= (
           select sum(balance) from account as own where own.owner = account.owner
         )
         returning id`,
        [amount, id, amount],
      );
      const row = await rowOf(em, id);
      if (!done) throw new InsufficientFunds(id, amount);
      return accountOf(row);
    });
  }
}
