/**
 * Keeps the rules in functions of the database, so that every client that is written later keeps them, too. Each locks
 * the owners first: a function is as little a critical section as a transaction is.
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
  UnknownAccount,
} from '@workbook/domain';
import type pg from 'pg';
import { poolOf, RawOwnerAccounts, rowsIn } from '../raw.ts';

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
      id serial primary key, owner text not null references owner (name), balance bigint not null);

    create or replace function lock_owners(ids int[]) returns void language plpgsql as $$ begin
      perform name from owner where name in (select owner from account where id = any(ids))
        order by name for update;
    end $$;

    create or replace function open_account(who text, opening bigint) returns setof account
    language plpgsql as $$ begin
      insert into owner (name) values (who) on conflict do nothing;
      perform name from owner where name = who for update;
      if (select count(*) from account where owner = who) >= ${maxAccountsOfOwner} then
        raise 'too many' using errcode = 'WB001';
      end if;
      return query insert into account (owner, balance) values (who, opening) returning *;
    end $$;

    create or replace function change(which int, amount bigint) returns setof account
    language plpgsql as $$
    declare
      found account;
    begin
      select * into found from account where id = which;
      if found.id is null then raise 'unknown' using errcode = 'WB002'; end if;
      if found.balance + amount > ${maxBalance} then raise 'range' using errcode = 'WB003'; end if;
      if amount < 0 and (select sum(balance) from account where owner = found.owner) + amount < 0 then
        raise 'funds' using errcode = 'WB004';
      end if;
      return query update account set balance = balance + amount where id = which returning *;
    end $$;

    create or replace function change_one(which int, amount bigint) returns setof account
    language plpgsql as $$ begin
      perform lock_owners(array[which]);
      return query select * from change(which, amount);
    end $$;

    create or replace function move(debited int, credited int, amount bigint) returns setof account
    language plpgsql as $$ begin
      perform lock_owners(array[debited, credited]);
      if not exists (select from account where id = credited) then
        raise 'unknown' using errcode = 'WB002';
      end if;
      return query select * from change(debited, -amount);
      return query select * from change(credited, amount);
    end $$;

    create or replace function close_account(which int) returns void language plpgsql as $$ begin
      perform lock_owners(array[which]);
      if not exists (select from account where id = which) then
        raise 'unknown' using errcode = 'WB002';
      end if;
      delete from account where id = which and balance = 0;
      if not found then raise 'not empty' using errcode = 'WB005'; end if;
    end $$;
  `);
}

class Attempt extends RawOwnerAccounts {
  override async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.screen({ kind: 'opening', owner, amount: opening });
    const refusals = { WB001: new TooManyAccounts(owner, maxAccountsOfOwner) };
    return (await this.#call('open_account($1, $2)', [owner, opening], refusals))[0] as Account;
  }

  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    const refusals = { WB002: new UnknownAccount(id), WB003: new BalanceOutOfRange(id, amount) };
    return (await this.#call('change_one($1, $2)', [id, amount], refusals))[0] as Account;
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    const refusals = { WB002: new UnknownAccount(id), WB004: new InsufficientFunds(id, amount) };
    return (await this.#call('change_one($1, $2)', [id, -amount], refusals))[0] as Account;
  }

  async transfer(
    from: number,
    to: number,
    amount: number,
  ): Promise<{ from: Account; to: Account }> {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    const refusals = {
      WB002: new UnknownAccount(from),
      WB003: new BalanceOutOfRange(to, amount),
      WB004: new InsufficientFunds(from, amount),
    };
    const both = await this.#call('move($1, $2, $3)', [from, to, amount], refusals);
    return { from: both[0] as Account, to: both[1] as Account };
  }

  override async close(id: number): Promise<void> {
    const refusals = { WB002: new UnknownAccount(id), WB005: new AccountNotEmpty(id) };
    await this.#call('close_account($1)', [id], refusals);
  }

  protected async closeIn(_client: pg.PoolClient, id: number): Promise<void> {
    await this.close(id);
  }

  /** One statement, which is a transaction by itself. The function's own codes say why it refuses. */
  async #call(
    call: string,
    values: unknown[],
    refusals: Readonly<Record<string, Error>>,
  ): Promise<Account[]> {
    try {
      return rowsIn(await this.query(`select * from ${call}`, values));
    } catch (error) {
      const { code, cause } = error as { code?: string; cause?: { code?: string } };
      throw refusals[cause?.code ?? code ?? ''] ?? error;
    }
  }
}
