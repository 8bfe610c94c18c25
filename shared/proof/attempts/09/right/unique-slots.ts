/**
 * Two accounts are two slots: owner and slot are unique, and the database refuses a third. An opening
 * that meets another one in its slot takes the next.
 */
import { maxAccountsOfOwner, type OpenAccounts, type Resources } from '@workbook/domain';
import { poolOf } from '../raw.ts';
import { SlotAccounts } from '../slots.ts';

export { needs } from '../raw.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new SlotAccounts(poolOf(postgres), screen);
}

export async function createSchema({ postgres }: Resources): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const pool = stack.adopt(poolOf(postgres), (one) => one.end());
  await pool.query(`create table if not exists account (
    id serial primary key, owner text not null, balance bigint not null,
    slot int not null check (slot between 1 and ${maxAccountsOfOwner}), unique (owner, slot))`);
}
