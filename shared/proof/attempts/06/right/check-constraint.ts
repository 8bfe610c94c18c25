/**
 * Lets the database keep the rule as well: a CHECK refuses what would fall below zero, and its
 * error is answered as 409. The sum is done by the UPDATE.
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
import { columns, found, poolOf, RawAccounts, refuse, rowsIn } from '../../03/raw.ts';

export { needs } from '../../03/raw.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(poolOf(postgres), screen);
}

export async function createSchema({ postgres }: Resources): Promise<void> {
  const pool = poolOf(postgres);
  await pool.query(`create table if not exists account (
    id serial primary key, owner text not null, balance bigint not null
    constraint not_negative check (balance >= 0)
    constraint not_too_large check (balance <= ${maxBalance}))`);
  await pool.end();
}

class Attempt extends RawAccounts {
  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return add(this.pool, id, amount).catch(refuse);
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return add(this.pool, id, -amount).catch(refuse);
  }

  async transfer(
    from: number,
    to: number,
    amount: number,
  ): Promise<{ from: Account; to: Account }> {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    return this.transaction(async (client) => {
      if (from < to) {
        const debited = await add(client, from, -amount);
        return { from: debited, to: await add(client, to, amount) };
      }
      const credited = await add(client, to, amount);
      return { from: await add(client, from, -amount), to: credited };
    });
  }
}

async function add(client: pg.Pool | pg.PoolClient, id: number, by: number): Promise<Account> {
  const update = `update account set balance = balance + $2 where id = $1 returning ${columns}`;
  const result = await client.query(update, [id, by]).catch((error: pg.DatabaseError) => {
    if (error.constraint === 'not_negative') throw new InsufficientFunds(id, -by);
    if (error.constraint === 'not_too_large') throw new BalanceOutOfRange(id, by);
    throw error;
  });
  return found(id, rowsIn(result)[0]);
}
