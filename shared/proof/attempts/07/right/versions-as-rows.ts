/**
 * Never changes a row: each version of an account is one, and a closed account has a last one. Of two changes that insert
 * the same version, the primary key refuses one.
 */
import type { OpenAccounts, Resources, VersionedAccount } from '@workbook/domain';
import type pg from 'pg';
import {
  accountOf,
  expected,
  Late,
  OneTransactionAccounts,
  poolOf,
} from '../raw-one-transaction.ts';

export { needs } from '../raw-one-transaction.ts';

export async function createSchema({ postgres }: Resources): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const pool = stack.adopt(poolOf(postgres), (one) => one.end());
  await pool.query(`create table if not exists account (
    id serial, version int not null default 1, owner text not null, balance bigint not null,
    is_closed boolean not null default false, primary key (id, version))`);
}

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(poolOf(postgres), screen);
}

const uniqueViolation = '23505';

class Attempt extends OneTransactionAccounts {
  override async list(): Promise<VersionedAccount[]> {
    const newest = 'select distinct on (id) * from account order by id, version desc';
    const { rows } = await this.query(
      `select * from (${newest}) as newest where not is_closed order by id`,
    );
    return rows.map(accountOf);
  }

  protected override async read(
    client: pg.Pool | pg.PoolClient,
    id: number,
    expectedVersion?: number,
  ): Promise<VersionedAccount> {
    const newest = 'select * from account where id = $1 order by version desc limit 1';
    const { rows } = await client.query(newest, [id]);
    return expected(rows[0]?.is_closed ? undefined : rows[0], id, expectedVersion);
  }

  protected override async store(client: pg.PoolClient, account: VersionedAccount) {
    return this.#append(client, account, false);
  }

  protected override async remove(client: pg.PoolClient, account: VersionedAccount): Promise<void> {
    await this.#append(client, account, true);
  }

  async #append(client: pg.PoolClient, account: VersionedAccount, isClosed: boolean) {
    const next = { ...account, version: account.version + 1 };
    const insert = `insert into account (id, version, owner, balance, is_closed)
      values ($1, $2, $3, $4, $5)`;
    const values = [next.id, next.version, next.owner, next.balance, isClosed];
    await client.query(insert, values).catch((error) => {
      throw error.code === uniqueViolation ? new Late() : error;
    });
    return next;
  }
}
