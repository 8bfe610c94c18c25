/**
 * Optimistic, on the owner: each change reads the version of the owners first and raises it last, where it is still the
 * same; who comes too late begins again.
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

export async function createSchema({ postgres }: Resources): Promise<void> {
  const pool = poolOf(postgres);
  await pool.query(`
    create table if not exists owner (name text primary key, version integer not null default 0);
    create table if not exists account (
      id serial primary key, owner text not null references owner, balance bigint not null);
    create index if not exists account_owner on account (owner)`);
  await pool.end();
}

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(poolOf(postgres), screen);
}

class TooLate extends Error {
  override readonly name = 'TooLate';
}

/** What the change of an owner's accounts does, in one transaction, when nobody was faster. */
type Write<T> = (client: pg.PoolClient) => Promise<T>;

class Attempt extends RawOwnerAccounts {
  override async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.screen({ kind: 'opening', owner, amount: opening });
    await this.query('insert into owner (name) values ($1) on conflict do nothing', [owner]);
    return this.#optimistic([owner], async () => {
      checkAnotherAccount(owner, (await this.#accountsOf(owner)).length);
      const insert = `insert into account (owner, balance) values ($1, $2) returning ${columns}`;
      return async (client) => rowsIn(await client.query(insert, [owner, opening]))[0] as Account;
    });
  }

  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    const { owner } = await this.find(id);
    return this.#optimistic([owner], async () => {
      const balance = balanceAfterDeposit(await this.find(id), amount);
      return (client) => store(client, id, balance);
    });
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    const { owner } = await this.find(id);
    return this.#optimistic([owner], async () => {
      const balance = await this.#overdrawn(id, amount);
      return (client) => store(client, id, balance);
    });
  }

  async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    const owners = [(await this.find(from)).owner, (await this.find(to)).owner];
    return this.#optimistic(owners, async () => {
      const left = await this.#overdrawn(from, amount);
      const right = balanceAfterDeposit(await this.find(to), amount);
      return async (client) => ({
        from: await store(client, from, left),
        to: await store(client, to, right),
      });
    });
  }

  override async close(id: number): Promise<void> {
    const { owner } = await this.find(id);
    return this.#optimistic([owner], async () => {
      if ((await this.find(id)).balance !== 0) throw new AccountNotEmpty(id);
      return (client) => this.closeIn(client, id);
    });
  }

  protected async closeIn(client: pg.PoolClient, id: number): Promise<void> {
    await client.query('delete from account where id = $1', [id]);
  }

  async #accountsOf(owner: string): Promise<Account[]> {
    const select = `select ${columns} from account where owner = $1`;
    return rowsIn(await this.query(select, [owner]));
  }

  async #overdrawn(id: number, amount: number): Promise<number> {
    const account = await this.find(id);
    const all = await this.#accountsOf(account.owner);
    const held = all.reduce((sum, { balance }) => sum + balance, 0);
    return balanceAfterOverdraft(account, held, amount);
  }

  async #optimistic<T>(owners: readonly string[], decide: () => Promise<Write<T>>): Promise<T> {
    const names = [...new Set(owners)].sort();
    for (;;) {
      const before = await this.#versions(names);
      const write = await decide().catch(async (error: unknown) => {
        // What is refused was decided on what belongs together, or it is decided again.
        const now = await this.#versions(names);
        if (names.every((name) => now.get(name) === before.get(name))) throw error;
        return undefined;
      });
      if (!write) continue;
      try {
        return await this.transaction(async (client) => {
          for (const name of names) await raise(client, name, before.get(name) ?? 0);
          return write(client);
        });
      } catch (error) {
        if (!(error instanceof TooLate)) throw error;
      }
    }
  }

  async #versions(names: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const select = 'select name, version from owner where name = any($1)';
    const { rows } = await this.query(select, [names]);
    return new Map(rows.map(({ name, version }) => [name, version]));
  }
}

async function raise(client: pg.PoolClient, name: string, version: number): Promise<void> {
  const update = 'update owner set version = version + 1 where name = $1 and version = $2';
  const { rowCount } = await client.query(update, [name, version]);
  if (rowCount === 0) throw new TooLate();
}

async function store(client: pg.PoolClient, id: number, balance: number): Promise<Account> {
  const update = `update account set balance = $2 where id = $1 returning ${columns}`;
  return found(id, rowsIn(await client.query(update, [id, balance]))[0]);
}
