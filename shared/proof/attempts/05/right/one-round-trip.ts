/**
 * Sends a transfer as one text of several statements, which PostgreSQL carries out in one transaction: one way there, one
 * way back.
 */
import {
  type Account,
  BalanceOutOfRange,
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkAmount,
  checkTransfer,
  InsufficientFunds,
  maxBalance,
  type OpenAccounts,
  type Resources,
  UnknownAccount,
} from '@workbook/domain';
import type pg from 'pg';
import { columns, found, poolOf, RawAccounts, refuse, rowsIn } from '../../03/raw.ts';

export { createSchema, needs } from '../../03/raw.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(poolOf(postgres), screen);
}

class Attempt extends RawAccounts {
  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.transaction(async (client) => {
      const account = await read(client, id);
      return store(client, id, balanceAfterDeposit(account, amount));
    });
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.transaction(async (client) => {
      const account = await read(client, id);
      return store(client, id, balanceAfterWithdrawal(account, amount));
    });
  }

  async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    // Numbers only, checked above: nothing here can be made to say something else.
    const results = (await this.pool
      .query(
        `update account set balance = balance - ${amount}
           where id = ${from} and balance >= ${amount}
           and exists (select from account where id = ${to} and balance <= ${maxBalance - amount})
           returning ${columns};
         update account set balance = balance + ${amount}
           where id = ${to} and balance <= ${maxBalance - amount}
           and exists (select from account where id = ${from} and xmin = pg_current_xact_id()::xid)
           returning ${columns}`,
      )
      .catch(refuse)) as unknown as pg.QueryResult[];
    const [debited, credited] = results.map((result) => rowsIn(result)[0]);
    if (debited && credited) return { from: debited, to: credited };
    const { balance } = await this.find(from);
    const receiver = await this.find(to);
    if (balance < amount) throw new InsufficientFunds(from, amount);
    if (receiver.balance > maxBalance - amount) throw new BalanceOutOfRange(to, amount);
    throw new UnknownAccount(to);
  }
}

async function read(client: pg.PoolClient, id: number): Promise<Account> {
  const select = `select ${columns} from account where id = $1`;
  return found(id, rowsIn(await client.query(select, [id]))[0]);
}

async function store(client: pg.PoolClient, id: number, balance: number): Promise<Account> {
  const update = `update account set balance = $2 where id = $1 returning ${columns}`;
  return found(id, rowsIn(await client.query(update, [id, balance]))[0]);
}
