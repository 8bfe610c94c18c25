import type pg from 'pg';
import { tablesOf } from './row-locks.ts';

/**
 * Lets the database do something before each commit that has changed a row of the code under test, whose tables are there.
 * What the code itself defers to the commit comes first where `name` is the last in the alphabet.
 *
 * @param name Of the trigger and its function, in the schema `workbook`.
 * @param body Its statements, in PL/pgSQL.
 */
export async function beforeCommits(session: pg.Client, name: string, body: string): Promise<void> {
  await session.query(`
    create schema if not exists workbook;
    create function workbook.${name}() returns trigger language plpgsql as $$ begin
      ${body}
      return null;
    end $$;`);
  for (const table of await tablesOf(session))
    await session.query(`
      create constraint trigger ${name} after insert or update or delete on ${table}
      deferrable initially deferred for each row execute function workbook.${name}()`);
}
