/**
 * Writes down when a key came, too, by a default of the column and the database's clock: for people. What ends a key is
 * the time that the service has.
 */
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

class Attempt extends KeyedDatabaseAccounts {}
