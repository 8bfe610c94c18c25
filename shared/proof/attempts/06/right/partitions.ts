/**
 * Spreads the accounts over partitions by the hash of their ids, and locks rows wherever they are.
 */
import type { OpenAccounts, Resources } from '@workbook/domain';
import { poolOf, RawLockedAccounts } from '../raw-locked.ts';

export { needs } from '../raw-locked.ts';

export async function createSchema({ postgres }: Resources): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const pool = stack.adopt(poolOf(postgres), (one) => one.end());
  await pool.query(`
    create table if not exists account (
      id serial primary key, owner text not null, balance bigint not null) partition by hash (id);
    create table if not exists account_0 partition of account
      for values with (modulus 2, remainder 0);
    create table if not exists account_1 partition of account
      for values with (modulus 2, remainder 1)`);
}

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new RawLockedAccounts(poolOf(postgres), screen);
}
