/**
 * Takes one connection out of the pool for the whole of a transaction. Plain SQL, no ORM.
 */

import {
  type Account,
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkAmount,
  checkTransfer,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import type pg from 'pg';
import { columns, found, poolOf, RawAccounts, rowsIn } from '../../03/raw.ts';

export { createSchema, needs } from '../../03/raw.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(poolOf(postgres), screen);
}

class Attempt extends RawAccounts {
  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.transaction(async (client) => {
      const account = await read(client, id);
      return save(client, { ...account, balance: balanceAfterDeposit(account, amount) });
    });
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.transaction(async (client) => {
      const account = await read(client, id);
      return save(client, { ...account, balance: balanceAfterWithdrawal(account, amount) });
    });
  }

  async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    return this.transaction(async (client) => {
      const debited = await read(client, from);
      const credited = await read(client, to);
      const balance = balanceAfterWithdrawal(debited, amount);
      return {
        to: await save(client, { ...credited, balance: balanceAfterDeposit(credited, amount) }),
        from: await save(client, { ...debited, balance }),
      };
    });
  }
}

async function read(client: pg.PoolClient, id: number): Promise<Account> {
  const select = `select ${columns} from account where id = $1 for update`;
  return found(id, rowsIn(await client.query(select, [id]))[0]);
}

async function save(client: pg.PoolClient, account: Account): Promise<Account> {
  await client.query('update account set balance = $2 where id = $1', [
    account.id,
    account.balance,
  ]);
  return account;
}
