/**
 * Writes each movement of money into a table, and a trigger brings the balances up to date and keeps them above zero.
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
} from '@workbook/domain';
import type pg from 'pg';
import { columns, found, poolOf, RawAccounts, rowsIn } from '../../03/raw.ts';

export { needs } from '../../03/raw.ts';

export async function createSchema({ postgres }: Resources): Promise<void> {
  const pool = poolOf(postgres);
  await pool.query(`
    create table if not exists account (
      id serial primary key, owner text not null, balance bigint not null
      constraint not_negative check (balance >= 0)
      constraint not_too_large check (balance <= ${maxBalance}));
    create table if not exists movement (
      id serial primary key, account integer not null, amount bigint not null,
      at timestamptz not null default now());
    create or replace function move() returns trigger language plpgsql as $$
      begin
        update account set balance = balance + new.amount where id = new.account;
        if not found then
          raise exception 'no account %', new.account using errcode = 'P0002';
        end if;
        return new;
      end $$;
    create or replace trigger moved before insert on movement for each row execute function move()`);
  await pool.end();
}

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(poolOf(postgres), screen);
}

class Attempt extends RawAccounts {
  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.transaction((client) => move(client, id, amount));
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.transaction((client) => move(client, id, -amount));
  }

  async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    return this.transaction(async (client) => {
      const debited = await move(client, from, -amount);
      return { from: debited, to: await move(client, to, amount) };
    });
  }
}

async function move(client: pg.PoolClient, id: number, amount: number): Promise<Account> {
  const insert = 'insert into movement (account, amount) values ($1, $2)';
  await client.query(insert, [id, amount]).catch((error: pg.DatabaseError) => {
    if (error.code === 'P0002') return found(id, undefined);
    if (error.constraint === 'not_negative') throw new InsufficientFunds(id, -amount);
    if (error.constraint === 'not_too_large') throw new BalanceOutOfRange(id, amount);
    throw error;
  });
  const select = `select ${columns} from account where id = $1`;
  return found(id, rowsIn(await client.query(select, [id]))[0]);
}
