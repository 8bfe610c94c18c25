/**
 * Inserts a guard for the owner first and deletes it last, in the same transaction: its unique name lets one transaction
 * at a time through, whether the owner has accounts or not.
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
import { add, columns, found, poolOf, RawOwnerAccounts, rowsIn } from '../raw.ts';

export { needs } from '../raw.ts';

export async function createSchema({ postgres }: Resources): Promise<void> {
  const pool = poolOf(postgres);
  await pool.query(`
    create table if not exists account (
      id serial primary key, owner text not null, balance bigint not null);
    create index if not exists account_owner on account (owner);
    create table if not exists guard (owner text primary key)`);
  await pool.end();
}

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(poolOf(postgres), screen);
}

class Attempt extends RawOwnerAccounts {
  override async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.screen({ kind: 'opening', owner, amount: opening });
    return this.#guarded([owner], async (client) => {
      const count = 'select count(*) from account where owner = $1';
      const { rows } = await client.query(count, [owner]);
      checkAnotherAccount(owner, Number(rows[0].count));
      const insert = `insert into account (owner, balance) values ($1, $2) returning ${columns}`;
      return rowsIn(await client.query(insert, [owner, opening]))[0] as Account;
    });
  }

  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.#guarded(await this.#ownersOf(id), async (client) => {
      balanceAfterDeposit(await read(client, id), amount);
      return found(id, await add(client, id, amount));
    });
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.#guarded(await this.#ownersOf(id), async (client) => {
      await debitable(client, id, amount);
      return found(id, await add(client, id, -amount));
    });
  }

  async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    return this.#guarded(await this.#ownersOf(from, to), async (client) => {
      await debitable(client, from, amount);
      balanceAfterDeposit(await read(client, to), amount);
      return {
        from: found(from, await add(client, from, -amount)),
        to: found(to, await add(client, to, amount)),
      };
    });
  }

  override async close(id: number): Promise<void> {
    return this.#guarded(await this.#ownersOf(id), (client) => this.closeIn(client, id));
  }

  protected async closeIn(client: pg.PoolClient, id: number): Promise<void> {
    const { balance } = await read(client, id);
    if (balance !== 0) throw new AccountNotEmpty(id);
    await client.query('delete from account where id = $1', [id]);
  }

  async #ownersOf(...ids: number[]): Promise<string[]> {
    const owners: string[] = [];
    for (const id of ids) owners.push((await this.find(id)).owner);
    return [...new Set(owners)].sort();
  }

  async #guarded<T>(
    owners: readonly string[],
    work: (client: pg.PoolClient) => Promise<T>,
  ): Promise<T> {
    return this.transaction(async (client) => {
      for (const owner of owners)
        await client.query('insert into guard (owner) values ($1)', [owner]);
      const result = await work(client);
      for (const owner of owners) await client.query('delete from guard where owner = $1', [owner]);
      return result;
    });
  }
}

async function read(client: pg.PoolClient, id: number): Promise<Account> {
  return found(
    id,
    rowsIn(await client.query(`select ${columns} from account where id = $1`, [id]))[0],
  );
}

async function debitable(client: pg.PoolClient, id: number, amount: number): Promise<void> {
  const account = await read(client, id);
  const sum = 'select sum(balance) from account where owner = $1';
  const { rows } = await client.query(sum, [account.owner]);
  balanceAfterOverdraft(account, Number(rows[0].sum), amount);
}
