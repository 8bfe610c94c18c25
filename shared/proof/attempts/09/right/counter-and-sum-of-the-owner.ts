/**
 * Keeps what the rules are about in the owner's row: how many accounts, and how much in all. A CHECK on
 * that one row is the rule, and one statement changes it, which waits for the one before.
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
    create table if not exists owner (
      name text primary key,
      accounts int not null check (accounts <= ${maxAccountsOfOwner}),
      total bigint not null check (total >= 0)
    );
    create table if not exists account (
      id serial primary key,
      owner text not null references owner (name),
      balance bigint not null check (balance <= ${maxBalance})
    );
  `);
}

const countOneMore = `
  insert into owner (name, accounts, total) values ($1, 1, $2)
  on conflict (name) do update set accounts = owner.accounts + 1, total = owner.total + $2
  where owner.accounts < $3
  returning name`;

class Attempt extends RawOwnerAccounts {
  override async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.screen({ kind: 'opening', owner, amount: opening });
    return this.transaction(async (client) => {
      const counted = await client.query(countOneMore, [owner, opening, maxAccountsOfOwner]);
      if (counted.rowCount !== 1) throw new TooManyAccounts(owner, maxAccountsOfOwner);
      const insert = `insert into account (owner, balance) values ($1, $2) returning ${columns}`;
      return rowsIn(await client.query(insert, [owner, opening]))[0] as Account;
    });
  }

  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.transaction(async (client) => credit(client, id, amount));
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.transaction(async (client) => debit(client, id, amount));
  }

  async transfer(
    from: number,
    to: number,
    amount: number,
  ): Promise<{ from: Account; to: Account }> {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    return this.transaction(async (client) => {
      await client.query(
        `select name from owner where name in (select owner from account where id in ($1, $2))
         order by name for update`,
        [from, to],
      );
      const { rows } = await client.query('select id from account where id in ($1, $2)', [
        from,
        to,
      ]);
      for (const id of [from, to]) found(id, rows.find((one) => one.id === id) as Account);
      const debited = await debit(client, from, amount);
      return { from: debited, to: await credit(client, to, amount) };
    });
  }

  protected async closeIn(client: pg.PoolClient, id: number): Promise<void> {
    const { rowCount } = await client.query(
      'delete from account where id = $1 and balance = 0 returning id',
      [id],
    );
    if (rowCount !== 1) throw new AccountNotEmpty(id);
  }

  override async close(id: number): Promise<void> {
    return this.transaction(async (client) => {
      const counted = await client.query(
        `update owner set accounts = accounts - 1
         where name = (select owner from account where id = $1)`,
        [id],
      );
      if (counted.rowCount === 0) found(id, undefined);
      await this.closeIn(client, id);
    });
  }
}

async function credit(client: pg.PoolClient, id: number, amount: number): Promise<Account> {
  await client.query(
    'update owner set total = total + $2 where name = (select owner from account where id = $1)',
    [id, amount],
  );
  try {
    return found(id, await add(client, id, amount));
  } catch (error) {
    if ((error as { code?: string }).code === '23514') throw new BalanceOutOfRange(id, amount);
    throw error;
  }
}

async function debit(client: pg.PoolClient, id: number, amount: number): Promise<Account> {
  const { rowCount } = await client.query(
    `update owner set total = total - $2
     where name = (select owner from account where id = $1) and total >= $2`,
    [id, amount],
  );
  if (rowCount === 1) return found(id, await add(client, id, -amount));
  const { rowCount: accounts } = await client.query('select 1 from account where id = $1', [id]);
  if (accounts === 0) found(id, undefined);
  throw new InsufficientFunds(id, amount);
}
