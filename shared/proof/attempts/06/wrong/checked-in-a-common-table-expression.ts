/**
 * One statement for each change, with the check in a common table expression in front of it. One statement cannot be
 * interrupted.
 *
 * Wrong: PostgreSQL looks at the WHERE of the UPDATE again once it has the lock, and not at the table expression, which says what was true before.
 *
 * @behaviour changes-at-once
 * @shows a withdrawal of 80 and another one.*answered 200 and 200
 */
import {
  type Account,
  checkAmount,
  InsufficientFunds,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import { connect, RowLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends RowLockedAccounts {
  override async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    const [row] = await this.query((em) =>
      em.execute<{ id: number; owner: string; balance: string }[]>(
        `with covered as (select id from account where id = ? and balance >= ?)
         update account set balance = balance - ? where id in (select id from covered)
         returning id, owner, balance`,
        [id, amount, amount],
      ),
    );
    if (row) return { ...row, balance: Number(row.balance) };
    await this.find(id);
    throw new InsufficientFunds(id, amount);
  }
}
