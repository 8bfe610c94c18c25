/**
 * Moves the withdrawal into a function of the database: one call, so nothing comes in between.
 *
 * Wrong: the function runs several statements, and those of another session come in between all the same.
 *
 * @behaviour adds-up-at-once
 * @shows both were done: each has added up before the other one was committed
 */
import {
  type Account,
  checkAmount,
  InsufficientFunds,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import { poolOf, rowsIn } from '../raw.ts';
import { SlotAccounts } from '../slots.ts';

export { needs } from '../raw.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(poolOf(postgres), screen);
}

export async function createSchema({ postgres }: Resources): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const pool = stack.adopt(poolOf(postgres), (one) => one.end());
  await pool.query(`
    create table if not exists account (
      id serial primary key, owner text not null, balance bigint not null,
      slot int not null check (slot between 1 and 2), unique (owner, slot));
    create or replace function take(account_id int, amount bigint) returns setof account language plpgsql as $$
    begin
      if (select sum(balance) from account
          where owner = (select owner from account where id = account_id)) >= amount then
        return query
          update account set balance = balance - amount where id = account_id returning *;
      end if;
    end $$;
  `);
}

class Attempt extends SlotAccounts {
  override async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    const [account] = rowsIn(await this.query('select * from take($1, $2)', [id, amount]));
    if (account) return account;
    await this.find(id);
    throw new InsufficientFunds(id, amount);
  }
}
