/**
 * Leaves a posting behind with each change, under an id that the service draws and nobody has to hand out.
 */
import { randomUUID } from 'node:crypto';
import type { Account, OpenAccounts, Resources } from '@workbook/domain';
import type pg from 'pg';
import { poolOf, RawLockedAccounts } from '../raw-locked.ts';

export { needs } from '../raw-locked.ts';

export async function createSchema({ postgres }: Resources): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const pool = stack.adopt(poolOf(postgres), (one) => one.end());
  await pool.query(`
    create table if not exists account (
      id serial primary key, owner text not null, balance bigint not null);
    create table if not exists posting (
      id uuid primary key, account int not null, balance bigint not null)`);
}

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(poolOf(postgres), screen);
}

class Attempt extends RawLockedAccounts {
  protected override async store(
    client: pg.PoolClient,
    id: number,
    balance: number,
  ): Promise<Account> {
    const insert = 'insert into posting (id, account, balance) values ($1, $2, $3)';
    await client.query(insert, [randomUUID(), id, balance]);
    return super.store(client, id, balance);
  }
}
