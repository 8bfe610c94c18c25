/**
 * The same slots, kept by an exclusion constraint: no two accounts of one owner in one slot. What it
 * could do beyond a unique constraint, as with ranges that must not overlap, is not needed here.
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
    slot int not null check (slot between 1 and ${maxAccountsOfOwner}),
    exclude using btree (owner with =, slot with =))`);
}
