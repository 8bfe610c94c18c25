/**
 * Has the database keep the limit: a CHECK that counts the owner's accounts by a function.
 *
 * Wrong: a CHECK is asked at every change of a row, and the function then counts the row itself: an owner who has two
 * accounts can change neither.
 *
 * @race two-openings-one-owner-two-instances
 * @shows violates check constraint
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
    id serial primary key, owner text not null, balance bigint not null)`);
  await pool.query(`create or replace function accounts_of(text) returns bigint language sql as
    'select count(*) from account where owner = $1'`);
  await pool.query(`alter table account drop constraint if exists few_accounts`);
  await pool.query(
    `alter table account add constraint few_accounts check (accounts_of(owner) < ${maxAccountsOfOwner})`,
  );
}

class Attempt extends SlotAccounts {
  override async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.screen({ kind: 'opening', owner, amount: opening });
    return this.transaction(async (client) => {
      const [account] = await client
        .query('insert into account (owner, balance) values ($1, $2) returning id', [
          owner,
          opening,
        ])
        .then(({ rows }) => rows)
        .catch((error) => {
          throw error.code === '23514' ? new TooManyAccounts(owner, maxAccountsOfOwner) : error;
        });
      return { id: account.id, owner, balance: opening };
    });
  }
}
