/**
 * Stores every movement in a journal and never a balance: the sum of its entries is the balance.
 * Both entries of a transfer are one INSERT.
 */

import {
  type Account,
  AccountNotEmpty,
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkAmount,
  checkOpening,
  checkTransfer,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import type pg from 'pg';
import { found, poolOf, RawAccounts, rowsIn } from '../../03/raw.ts';

export { needs } from '../../03/raw.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(poolOf(postgres), screen);
}

export async function createSchema({ postgres }: Resources): Promise<void> {
  const pool = poolOf(postgres);
  await pool.query(
    'create table if not exists account (id serial primary key, owner text not null)',
  );
  await pool.query(`create table if not exists entry (
    account_id int not null references account on delete cascade, amount bigint not null)`);
  await pool.end();
}

const selectAccounts = `select id, owner,
  (select coalesce(sum(amount), 0) from entry where account_id = account.id) as balance from account`;

class Attempt extends RawAccounts {
  override async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.screen({ kind: 'opening', owner, amount: opening });
    const insert = `with opened as (insert into account (owner) values ($1) returning id)
      insert into entry select id, $2 from opened returning account_id as id`;
    const { rows } = await this.query(insert, [owner, opening]);
    return { id: rows[0].id, owner, balance: opening };
  }

  override async find(id: number): Promise<Account> {
    return found(id, rowsIn(await this.query(`${selectAccounts} where id = $1`, [id]))[0]);
  }

  override async list(): Promise<Account[]> {
    return rowsIn(await this.query(`${selectAccounts} order by id`));
  }

  override async close(id: number): Promise<void> {
    await this.transaction(async (client) => {
      const { balance } = await locked(client, id);
      if (balance > 0) throw new AccountNotEmpty(id);
      await client.query('delete from account where id = $1', [id]);
    });
  }

  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.transaction(async (client) => {
      const account = await locked(client, id);
      const balance = balanceAfterDeposit(account, amount);
      await client.query('insert into entry values ($1, $2)', [id, amount]);
      return { ...account, balance };
    });
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.transaction(async (client) => {
      const account = await locked(client, id);
      const balance = balanceAfterWithdrawal(account, amount);
      await client.query('insert into entry values ($1, $2)', [id, -amount]);
      return { ...account, balance };
    });
  }

  async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    return this.transaction(async (client) => {
      const debited = await locked(client, from);
      const credited = await locked(client, to);
      const answer = {
        from: { ...debited, balance: balanceAfterWithdrawal(debited, amount) },
        to: { ...credited, balance: balanceAfterDeposit(credited, amount) },
      };
      await client.query('insert into entry values ($1, $3), ($2, $4)', [
        from,
        to,
        -amount,
        amount,
      ]);
      return answer;
    });
  }
}

async function locked(client: pg.PoolClient, id: number): Promise<Account> {
  await client.query('select id from account where id = $1 for update', [id]);
  return found(id, rowsIn(await client.query(`${selectAccounts} where id = $1`, [id]))[0]);
}
