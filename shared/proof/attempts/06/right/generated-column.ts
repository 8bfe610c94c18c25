/**
 * Has the database say which accounts are empty, in a generated column with an index, and closes only these.
 */
import { AccountNotEmpty, type OpenAccounts, type Resources } from '@workbook/domain';
import { poolOf, RawLockedAccounts } from '../raw-locked.ts';

export { needs } from '../raw-locked.ts';

export async function createSchema({ postgres }: Resources): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const pool = stack.adopt(poolOf(postgres), (one) => one.end());
  await pool.query(`
    create table if not exists account (
      id serial primary key, owner text not null, balance bigint not null,
      is_empty boolean generated always as (balance = 0) stored);
    create index if not exists empty_accounts on account (id) where is_empty`);
}

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(poolOf(postgres), screen);
}

class Attempt extends RawLockedAccounts {
  override async close(id: number): Promise<void> {
    return this.change([id], async (client) => {
      await this.read(client, id);
      const remove = 'delete from account where id = $1 and is_empty';
      const { rowCount } = await client.query(remove, [id]);
      if (rowCount !== 1) throw new AccountNotEmpty(id);
    });
  }
}
