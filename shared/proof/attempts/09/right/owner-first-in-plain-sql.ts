/**
 * The idea of the finished code in plain SQL: the owner's row is created or found by one statement that
 * locks it as well, an update that changes nothing. The sums are done by the database.
 */
import {
  type Account,
  AccountNotEmpty,
  balanceAfterDeposit,
  balanceAfterOverdraft,
  checkAmount,
  checkAnotherAccount,
  checkOpening,
  checkTransfer,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import type pg from 'pg';
import { columns, found, poolOf, RawOwnerAccounts, rowsIn } from '../raw.ts';

export { needs } from '../raw.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(poolOf(postgres), screen);
}

export async function createSchema({ postgres }: Resources): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const pool = stack.adopt(poolOf(postgres), (one) => one.end());
  await pool.query('create table if not exists owner (name text primary key)');
  await pool.query(`create table if not exists account (
    id serial primary key, owner text not null references owner (name), balance bigint not null)`);
}

class Attempt extends RawOwnerAccounts {
  override async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.screen({ kind: 'opening', owner, amount: opening });
    return this.transaction(async (client) => {
      await client.query(
        'insert into owner (name) values ($1) on conflict (name) do update set name = excluded.name',
        [owner],
      );
      const { rows } = await client.query('select id from account where owner = $1', [owner]);
      checkAnotherAccount(owner, rows.length);
      const insert = `insert into account (owner, balance) values ($1, $2) returning ${columns}`;
      return rowsIn(await client.query(insert, [owner, opening]))[0] as Account;
    });
  }

  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.transaction(async (client) => {
      const [account] = await locked(client, id);
      return store(client, id, balanceAfterDeposit(found(id, account), amount));
    });
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.transaction(async (client) => {
      const [account] = await locked(client, id);
      const balance = await balanceWithout(client, found(id, account), amount);
      return store(client, id, balance);
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
      const accounts = await locked(client, from, to);
      const [debited, credited] = [from, to].map((id) =>
        found(
          id,
          accounts.find((one) => one.id === id),
        ),
      ) as [Account, Account];
      const left = await balanceWithout(client, debited, amount);
      const right = balanceAfterDeposit(credited, amount);
      return { from: await store(client, from, left), to: await store(client, to, right) };
    });
  }

  protected async closeIn(client: pg.PoolClient, id: number): Promise<void> {
    const [account] = await locked(client, id);
    if (found(id, account).balance !== 0) throw new AccountNotEmpty(id);
    await client.query('delete from account where id = $1', [id]);
  }
}

/** The accounts of these ids, once their owners are locked. */
async function locked(client: pg.PoolClient, id: number, other = id): Promise<Account[]> {
  await client.query(
    `select name from owner where name in (select owner from account where id in ($1, $2))
     order by name for update`,
    [id, other],
  );
  return rowsIn(
    await client.query(`select ${columns} from account where id in ($1, $2)`, [id, other]),
  );
}

async function balanceWithout(client: pg.PoolClient, account: Account, amount: number) {
  const own = rowsIn(
    await client.query(`select ${columns} from account where owner = $1`, [account.owner]),
  );
  const held = own.reduce((sum, { balance }) => sum + balance, 0);
  return balanceAfterOverdraft(account, held, amount);
}

async function store(client: pg.PoolClient, id: number, balance: number): Promise<Account> {
  const update = `update account set balance = $2 where id = $1 returning ${columns}`;
  return rowsIn(await client.query(update, [id, balance]))[0] as Account;
}
