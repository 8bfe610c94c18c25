/**
 * Has the database write down when a key came, by a default of the column, and lets it expire by that.
 *
 * Wrong: not the code, but no run can move that clock, so that it cannot be judged whether a key expires.
 *
 * @race expired-key-two-instances
 * @failure set-up-failed
 * @shows created_at
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, KeyedDatabaseAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

/** createTables makes what entities describe, and refuses a database that holds anything else. */
export async function createSchema({ postgres }: Resources): Promise<void> {
  await using orm = await connect(postgres);
  await orm.em.fork().execute(`
    create table if not exists owner (name text primary key);
    create table if not exists account (
      id serial primary key, owner text not null references owner (name), balance bigint not null);
    create table if not exists request (
      key text primary key, asked text not null, answer text not null default '',
      created_at timestamptz not null default now(),
      expires_at timestamptz not null);
  `);
}

class Attempt extends KeyedDatabaseAccounts {
  protected override async claim(em: EntityManager, key: string, asked: string): Promise<boolean> {
    const [now, old] = [new Date(), new Date(Date.now() - this.keysLastMs)];
    await em.execute('delete from request where key = ? and created_at <= ?', [key, old]);
    const claimed = await em.execute(
      `insert into request (key, asked, expires_at) values (?, ?, ?)
       on conflict do nothing returning key`,
      [key, asked, now],
    );
    return claimed.length > 0;
  }
}
