/**
 * A trigger raises the version of every row that is written, and every UPDATE names the one that it was computed from.
 */
import type { Account, OpenAccounts, Resources, VersionedAccount } from '@workbook/domain';
import { poolOf, RawVersionedAccounts } from '../raw-versioned.ts';

export { needs } from '../raw-versioned.ts';

export async function createSchema({ postgres }: Resources): Promise<void> {
  const pool = poolOf(postgres);
  await pool.query(`
    create table if not exists account (
      id serial primary key, owner text not null, balance bigint not null,
      version integer not null default 1);
    create or replace function raise_version() returns trigger language plpgsql as $$
      begin new.version := old.version + 1; return new; end $$;
    create or replace trigger versions before update on account
      for each row execute function raise_version()`);
  await pool.end();
}

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(poolOf(postgres), screen);
}

class Attempt extends RawVersionedAccounts {
  protected readonly version = 'version';
  protected readonly raised = '';

  protected override async versioned(account: Account): Promise<VersionedAccount> {
    return { ...account, version: 1 };
  }
}
