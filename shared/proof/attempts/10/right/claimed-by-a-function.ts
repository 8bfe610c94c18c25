/**
 * Keeps the claim in a function of the database, which says whether the key is new.
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
      expires_at timestamptz not null);
    create or replace function claim_key(which text, what text, at timestamptz, until timestamptz)
    returns boolean language plpgsql as $$ begin
      insert into request as known (key, asked, expires_at) values (which, what, until)
        on conflict (key) do update set asked = what, answer = '', expires_at = until
        where known.expires_at <= at;
      return found;
    end $$;
  `);
}

class Attempt extends KeyedDatabaseAccounts {
  protected override async claim(em: EntityManager, key: string, asked: string): Promise<boolean> {
    const now = new Date();
    const [row] = await em.execute<{ claimed: boolean }[]>(
      'select claim_key(?, ?, ?, ?) as claimed',
      [key, asked, now, new Date(now.getTime() + this.keysLastMs)],
    );
    return row?.claimed === true;
  }
}
