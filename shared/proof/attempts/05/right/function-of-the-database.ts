/**
 * Leaves the transfer to a function in the database, which refuses by an exception: nothing of it is kept then.
 */
import {
  type Account,
  BalanceOutOfRange,
  checkAmount,
  checkTransfer,
  InsufficientFunds,
  maxBalance,
  type OpenAccounts,
  type Resources,
  UnknownAccount,
} from '@workbook/domain';
import type pg from 'pg';
import { columns, poolOf, RawAccounts, refuse, rowsIn } from '../../03/raw.ts';

export { needs } from '../../03/raw.ts';

export async function createSchema({ postgres }: Resources): Promise<void> {
  const pool = poolOf(postgres);
  await pool.query(`
    create table if not exists account (
      id serial primary key, owner text not null, balance bigint not null);
    create or replace function change_balance(account_id integer, by bigint) returns account
      language plpgsql as $$
      declare it account;
      begin
        select * into it from account where id = account_id for update;
        if not found then raise exception 'unknown %', account_id using errcode = 'BK404'; end if;
        if it.balance + by < 0 then raise exception 'funds' using errcode = 'BK409'; end if;
        if it.balance + by > ${maxBalance} then raise exception 'range' using errcode = 'BK422'; end if;
        update account set balance = balance + by where id = account_id returning * into it;
        return it;
      end $$;
    create or replace function transfer_money(payer integer, payee integer, amount bigint)
      returns setof account language plpgsql as $$
      begin
        return next change_balance(payer, -amount);
        return next change_balance(payee, amount);
      end $$`);
  await pool.end();
}

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(poolOf(postgres), screen);
}

class Attempt extends RawAccounts {
  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.#change(id, amount);
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.#change(id, -amount);
  }

  async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    const [debited, credited] = await this.#call(
      `select ${columns} from transfer_money($1, $2, $3)`,
      [from, to, amount],
      [from, to],
      amount,
    );
    return { from: debited as Account, to: credited as Account };
  }

  async #change(id: number, by: number): Promise<Account> {
    const select = `select ${columns} from change_balance($1, $2)`;
    const [account] = await this.#call(select, [id, by], [id, id], Math.abs(by));
    return account as Account;
  }

  async #call(sql: string, values: number[], [from, to]: [number, number], amount: number) {
    const result = await this.pool.query(sql, values).catch((error: pg.DatabaseError) => {
      if (error.code === 'BK404') throw new UnknownAccount(Number(error.message.split(' ')[1]));
      if (error.code === 'BK409') throw new InsufficientFunds(from, amount);
      if (error.code === 'BK422') throw new BalanceOutOfRange(to, amount);
      return refuse(error);
    });
    return rowsIn(result);
  }
}
