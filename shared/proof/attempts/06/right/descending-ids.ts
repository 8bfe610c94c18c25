/**
 * Locks rows in plain SQL, and the account with the larger id first. Which order it is does not
 * matter, as long as everybody keeps to it.
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
      const account = await locked(client, id);
      return save(client, { ...account, balance: balanceAfterDeposit(account, amount) });
    });
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.transaction(async (client) => {
      const account = await locked(client, id);
      return save(client, { ...account, balance: balanceAfterWithdrawal(account, amount) });
    });
  }

  async transfer(
    from: number,
    to: number,
    amount: number,
  ): Promise<{ from: Account; to: Account }> {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    return this.transaction(async (client) => {
      const larger = await locked(client, Math.max(from, to));
      const smaller = await locked(client, Math.min(from, to));
      const [debited, credited] = from < to ? [smaller, larger] : [larger, smaller];
      const balance = balanceAfterWithdrawal(debited, amount);
      return {
        to: await save(client, { ...credited, balance: balanceAfterDeposit(credited, amount) }),
        from: await save(client, { ...debited, balance }),
      };
    });
  }
}

async function locked(client: pg.PoolClient, id: number): Promise<Account> {
  const select = `select ${columns} from account where id = $1 for no key update`;
  return found(id, rowsIn(await client.query(select, [id]))[0]);
}

async function save(client: pg.PoolClient, account: Account): Promise<Account> {
  await client.query('update account set balance = $2 where id = $1', [
    account.id,
    account.balance,
  ]);
  return account;
}
