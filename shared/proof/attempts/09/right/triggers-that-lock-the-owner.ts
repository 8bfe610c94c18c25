/**
 * Has triggers of the database keep both rules: each locks the owner before it counts or adds up. At READ COMMITTED every
 * statement of a trigger sees what was committed before it, also by the transaction that it has waited for.
 */
import {
  type Account,
  AccountNotEmpty,
  BalanceOutOfRange,
  checkAmount,
  checkOpening,
  checkTransfer,
  InsufficientFunds,
  maxAccountsOfOwner,
  maxBalance,
  type OpenAccounts,
  type Resources,
  TooManyAccounts,
} from '@workbook/domain';
import type pg from 'pg';
import { add, columns, found, poolOf, RawOwnerAccounts, rowsIn } from '../raw.ts';

export { needs } from '../raw.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(poolOf(postgres), screen);
}

export async function createSchema({ postgres }: Resources): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const pool = stack.adopt(poolOf(postgres), (one) => one.end());
  await pool.query(`
    create table if not exists owner (name text primary key);
    create table if not exists account (
      id serial primary key, owner text not null references owner (name),
      balance bigint not null check (balance <= ${maxBalance}));

    create or replace function keep_few() returns trigger language plpgsql as $$ begin
      insert into owner (name) values (new.owner) on conflict do nothing;
      perform name from owner where name = new.owner for update;
      if (select count(*) from account where owner = new.owner) >= ${maxAccountsOfOwner} then
        raise 'too many' using errcode = 'WB001';
      end if;
      return new;
    end $$;
    create or replace trigger few_accounts before insert on account
      for each row execute function keep_few();

    create or replace function keep_sum() returns trigger language plpgsql as $$ begin
      if new.balance < old.balance
        and (select sum(balance) from account where owner = new.owner) < 0 then
        raise 'funds' using errcode = 'WB004';
      end if;
      return null;
    end $$;
    create or replace trigger enough_in_all after update on account
      for each row execute function keep_sum();
  `);
}

const codeOf = (error: unknown) => {
  const { code, cause } = error as { code?: string; cause?: { code?: string } };
  return cause?.code ?? code;
};

class Attempt extends RawOwnerAccounts {
  override async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.screen({ kind: 'opening', owner, amount: opening });
    const insert = `insert into account (owner, balance) values ($1, $2) returning ${columns}`;
    try {
      return rowsIn(await this.query(insert, [owner, opening]))[0] as Account;
    } catch (error) {
      throw codeOf(error) === 'WB001' ? new TooManyAccounts(owner, maxAccountsOfOwner) : error;
    }
  }

  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.#changed([id], { from: id, to: id, amount }, (client) => add(client, id, amount));
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.#changed([id], { from: id, to: id, amount }, (client) => add(client, id, -amount));
  }

  async transfer(
    from: number,
    to: number,
    amount: number,
  ): Promise<{ from: Account; to: Account }> {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    return this.#changed([from, to], { from, to, amount }, async (client) => ({
      from: (await add(client, from, -amount)) as Account,
      to: (await add(client, to, amount)) as Account,
    }));
  }

  override async close(id: number): Promise<void> {
    return this.transaction(async (client) => {
      await lockOwners(client, [id]);
      await this.closeIn(client, id);
    });
  }

  protected async closeIn(client: pg.PoolClient, id: number): Promise<void> {
    const { rows } = await client.query(`select ${columns} from account where id = $1`, [id]);
    if (found(id, rows[0] && { ...rows[0], balance: Number(rows[0].balance) }).balance !== 0)
      throw new AccountNotEmpty(id);
    await client.query('delete from account where id = $1', [id]);
  }

  async #changed<T>(
    ids: readonly number[],
    { from, to, amount }: { from: number; to: number; amount: number },
    work: (client: pg.PoolClient) => Promise<T | undefined>,
  ): Promise<T> {
    try {
      return await this.transaction(async (client) => {
        await lockOwners(client, ids);
        const { rows } = await client.query('select id from account where id = any($1)', [ids]);
        for (const id of ids) found(id, rows.find((row) => row.id === id) as Account);
        return (await work(client)) as T;
      });
    } catch (error) {
      if (codeOf(error) === 'WB004') throw new InsufficientFunds(from, amount);
      if (codeOf(error) === '23514') throw new BalanceOutOfRange(to, amount);
      throw error;
    }
  }
}

async function lockOwners(client: pg.PoolClient, ids: readonly number[]): Promise<void> {
  await client.query(
    `select name from owner where name in (select owner from account where id = any($1))
     order by name for update`,
    [ids],
  );
}
