/**
 * Debits the account and writes the credit into an outbox, in one transaction. Once that is committed, the credit is
 * delivered, before the client is answered.
 *
 * Wrong: between the two commits the money is nowhere: a reader sees half of the transfer, and after a crash nobody
 * delivers it.
 *
 * @race crash-in-a-transfer
 * @race list-during-a-transfer
 * @shows crash
 */
import {
  type Account,
  AccountNotEmpty,
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkAmount,
  checkTransfer,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import type pg from 'pg';
import { columns, found, poolOf, RawAccounts, rowsIn } from '../../03/raw.ts';

export { needs } from '../../03/raw.ts';

export async function createSchema({ postgres }: Resources): Promise<void> {
  const pool = poolOf(postgres);
  await pool.query(`create table if not exists account (
    id serial primary key, owner text not null, balance bigint not null check (balance >= 0))`);
  await pool.query(`create table if not exists outbox (
    id serial primary key, account integer not null, amount bigint not null)`);
  await pool.end();
}

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(poolOf(postgres), screen);
}

class Attempt extends RawAccounts {
  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.transaction(async (client) => {
      const account = await locked(client, id);
      return store(client, id, balanceAfterDeposit(account, amount));
    });
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.transaction(async (client) => {
      const account = await locked(client, id);
      return store(client, id, balanceAfterWithdrawal(account, amount));
    });
  }

  async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    const debited = await this.transaction(async (client) => {
      const account = await locked(client, from);
      const balance = balanceAfterWithdrawal(account, amount);
      balanceAfterDeposit(await locked(client, to), amount);
      await client.query('insert into outbox (account, amount) values ($1, $2)', [to, amount]);
      return store(client, from, balance);
    });
    return { from: debited, to: await this.#deliver(to) };
  }

  override async close(id: number): Promise<void> {
    return this.transaction(async (client) => {
      if ((await locked(client, id)).balance > 0) throw new AccountNotEmpty(id);
      await client.query('delete from account where id = $1', [id]);
    });
  }

  async #deliver(id: number): Promise<Account> {
    return this.transaction(async (client) => {
      const { rows } = await client.query(
        'delete from outbox where account = $1 returning amount',
        [id],
      );
      const account = await locked(client, id);
      const sum = rows.reduce((all, { amount }) => all + Number(amount), 0);
      return sum === 0 ? account : store(client, id, balanceAfterDeposit(account, sum));
    });
  }
}

async function locked(client: pg.PoolClient, id: number): Promise<Account> {
  const select = `select ${columns} from account where id = $1 for update`;
  return found(id, rowsIn(await client.query(select, [id]))[0]);
}

async function store(client: pg.PoolClient, id: number, balance: number): Promise<Account> {
  const update = `update account set balance = $2 where id = $1 returning ${columns}`;
  return rowsIn(await client.query(update, [id, balance]))[0] as Account;
}
