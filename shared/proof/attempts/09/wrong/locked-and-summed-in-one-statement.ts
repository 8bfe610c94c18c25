/**
 * Locks the owner and adds up in one statement: nothing can come in between.
 *
 * Wrong: the sum has the snapshot of the statement, from before it has waited for the lock.
 *
 * @race two-withdrawals-one-owner-two-instances
 * @shows ann holds -60 in all
 */
import {
  type Account,
  balanceAfterOverdraft,
  checkAmount,
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
      const [sum] = await em.execute<{ held: string }[]>(
        `with locked as (
           select name from owner where name = (select owner from account where id = ?) for update
         )
         select coalesce(sum(balance), 0) as held from account, locked where owner = locked.name`,
        [id],
      );
      const row = await rowOf(em, id);
      row.balance = balanceAfterOverdraft(row, Number(sum?.held), amount);
      return accountOf(row);
    });
  }
}
