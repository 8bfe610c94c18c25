/**
 * Has the database keep the limit: a trigger counts the owner's accounts at the commit, when all is there.
 *
 * Wrong: two commits at once run their triggers beside each other, and neither sees the other one's account.
 *
 * @behaviour counts-at-once
 * @shows there are 3: each was counted before the other one was committed
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
  await pool.query(`
    create table if not exists account (id serial primary key, owner text not null, balance bigint not null);
    create or replace function keep_few() returns trigger language plpgsql as $$
    begin
      if (select count(*) from account where owner = new.owner) > ${maxAccountsOfOwner} then
        raise 'too many accounts' using errcode = 'check_violation';
      end if;
      return null;
    end $$;
    drop trigger if exists few_accounts on account;
    create constraint trigger few_accounts after insert on account
      deferrable initially deferred for each row execute function keep_few();
  `);
}

class Attempt extends SlotAccounts {
  override async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.screen({ kind: 'opening', owner, amount: opening });
    try {
      return await this.transaction(async (client) => {
        const { rows } = await client.query(
          'insert into account (owner, balance) values ($1, $2) returning id',
          [owner, opening],
        );
        return { id: rows[0].id, owner, balance: opening };
      });
    } catch (error) {
      if ((error as { code?: string }).code !== '23514') throw error;
      throw new TooManyAccounts(owner, maxAccountsOfOwner);
    }
  }
}
