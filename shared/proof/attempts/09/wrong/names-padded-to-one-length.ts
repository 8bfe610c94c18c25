/**
 * Gives names a column of a hundred characters, as no name is longer, and cuts off the blanks that fill it up.
 *
 * Wrong: a name may end in a blank, and then its owner is taken for the one without it.
 *
 * @race owners-whose-names-look-alike-alone
 * @shows INSERT owner \('ann '\).*too_many_accounts
 */
import type { OpenAccounts, Resources } from '@workbook/domain';
import pg from 'pg';
import { connect, OwnerLockedAccounts } from '../base.ts';
import { poolOf } from '../raw.ts';

export { needs } from '../base.ts';

export async function createSchema({ postgres }: Resources): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const pool = stack.adopt(poolOf(postgres), (one) => one.end());
  await pool.query(`
    create table if not exists owner (name char(100) primary key);
    create table if not exists account (
      id serial primary key, owner char(100) not null references owner, balance bigint not null)`);
}

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  pg.types.setTypeParser(pg.types.builtins.BPCHAR, (name) => name.trimEnd());
  return new OwnerLockedAccounts(await connect(postgres), screen);
}
