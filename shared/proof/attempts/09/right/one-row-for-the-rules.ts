/**
 * One row stands for all rules of the bank. It is there since the tables were made, and who changes anything locks it first.
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, OwnerLockedAccounts } from '../base.ts';
import { poolOf } from '../raw.ts';

export { needs } from '../base.ts';

export async function createSchema({ postgres }: Resources): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const pool = stack.adopt(poolOf(postgres), (one) => one.end());
  await pool.query(`
    create table if not exists rule (id int primary key, about text not null);
    insert into rule values (1, 'whoever changes an account') on conflict do nothing;
    create table if not exists account (
      id serial primary key, owner text not null, balance bigint not null);
    create index if not exists account_owner on account (owner)`);
}

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OwnerLockedAccounts {
  protected override async lockNewOwner(em: EntityManager): Promise<void> {
    await em.execute('select id from rule where id = 1 for update');
  }

  protected override async lockOwners(em: EntityManager): Promise<void> {
    await em.execute('select id from rule where id = 1 for update');
  }
}
