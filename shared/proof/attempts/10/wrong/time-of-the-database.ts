/**
 * Takes the time from the database, as all instances then have the same one.
 *
 * Wrong: not the code, but no run can move that clock, so that it cannot be judged whether a key expires.
 *
 * @race expired-key-two-instances
 * @failure set-up-failed
 * @shows asks PostgreSQL for the time, by now\(\)
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, KeyedDatabaseAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends KeyedDatabaseAccounts {
  protected override async claim(em: EntityManager, key: string, asked: string): Promise<boolean> {
    const claimed = await em.execute(
      `insert into request (key, asked, expires_at) values (?, ?, now() + interval '1 day')
       on conflict (key) do update
         set asked = excluded.asked, answer = '', expires_at = excluded.expires_at
         where request.expires_at <= now()
       returning key`,
      [key, asked],
    );
    return claimed.length > 0;
  }
}
