/**
 * Writes the statement itself: UPDATE … WHERE id AND version RETURNING, and begins anew from the
 * read when it matches no row. No ORM, no backoff.
 */
import type { Account, OpenAccounts, Resources, VersionedAccount } from '@workbook/domain';
import { poolOf, RawVersionedAccounts } from '../raw-versioned.ts';

export { needs } from '../raw-versioned.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(poolOf(postgres), screen);
}

export async function createSchema({ postgres }: Resources): Promise<void> {
  const pool = poolOf(postgres);
  await pool.query(`create table if not exists account (id serial primary key,
    owner text not null, balance bigint not null, version int not null default 1)`);
  await pool.end();
}

class Attempt extends RawVersionedAccounts {
  protected override readonly version = 'version';
  protected override readonly raised = ', version = version + 1';

  protected override async versioned(account: Account): Promise<VersionedAccount> {
    return { ...account, version: 1 };
  }
}
