/**
 * Lets the database keep the limit by a unique constraint on a slot, 1 or 2, that the INSERT finds itself; who loses is
 * told that there are too many.
 *
 * Wrong: two that open an owner's first accounts at once both find slot 1, and one of them is refused although there is room.
 *
 * @behaviour counts-at-once
 * @shows opens two at once gets both, and one was refused
 */
import {
  type Account,
  checkOpening,
  maxAccountsOfOwner,
  type OpenAccounts,
  type Resources,
  TooManyAccounts,
} from '@workbook/domain';
import { columns, poolOf, rowsIn } from '../raw.ts';
import { SlotAccounts } from '../slots.ts';

export { needs } from '../raw.ts';

export async function createSchema({ postgres }: Resources): Promise<void> {
  const pool = poolOf(postgres);
  await pool.query(`create table if not exists account (
    id serial primary key, owner text not null, balance bigint not null,
    slot integer not null check (slot between 1 and ${maxAccountsOfOwner}), unique (owner, slot))`);
  await pool.end();
}

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(poolOf(postgres), screen);
}

class Attempt extends SlotAccounts {
  override async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.screen({ kind: 'opening', owner, amount: opening });
    const [account] = rowsIn(
      await this.query(
        `insert into account (owner, balance, slot)
         select $1, $2, free.slot from generate_series(1, ${maxAccountsOfOwner}) as free (slot)
         where not exists (select from account where owner = $1 and account.slot = free.slot)
         order by free.slot limit 1
         on conflict do nothing returning ${columns}`,
        [owner, opening],
      ),
    );
    if (!account) throw new TooManyAccounts(owner, maxAccountsOfOwner);
    return account;
  }
}
