/**
 * Two accounts are two slots, kept by a unique constraint, and the next slot is one more than there are accounts.
 *
 * Wrong: when the first account is closed, the second one still has the second slot.
 *
 * @race openings-by-one-owner-alone
 * @shows 409 too_many_accounts
 */
import {
  type Account,
  checkOpening,
  maxAccountsOfOwner,
  type OpenAccounts,
  type Resources,
  TooManyAccounts,
} from '@workbook/domain';
import { poolOf } from '../raw.ts';
import { SlotAccounts } from '../slots.ts';

export { needs } from '../raw.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(poolOf(postgres), screen);
}

export async function createSchema({ postgres }: Resources): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const pool = stack.adopt(poolOf(postgres), (one) => one.end());
  await pool.query(`create table if not exists account (
    id serial primary key, owner text not null, balance bigint not null,
    slot int not null check (slot between 1 and ${maxAccountsOfOwner}), unique (owner, slot))`);
}

class Attempt extends SlotAccounts {
  override async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.screen({ kind: 'opening', owner, amount: opening });
    for (let tries = 0; tries <= maxAccountsOfOwner; tries += 1) {
      const { rows } = await this.query('select slot from account where owner = $1', [owner]);
      if (rows.length >= maxAccountsOfOwner) break;
      const [account] = await this.openIn(owner, opening, rows.length + 1);
      if (account) return account;
    }
    throw new TooManyAccounts(owner, maxAccountsOfOwner);
  }
}
