/**
 * Writes down a day in seconds, as it is written in the headers of HTTP.
 *
 * Wrong: a Date counts milliseconds, so that a key is forgotten after a minute and a half.
 *
 * @race a-key-that-comes-again-within-a-day-alone
 * @shows 23 hours later.*200 ann 40
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, KeyedDatabaseAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

const aDay = 24 * 60 * 60;

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends KeyedDatabaseAccounts {
  protected override async claim(em: EntityManager, key: string, asked: string): Promise<boolean> {
    const now = new Date();
    const claimed = await em.execute(
      `insert into request (key, asked, expires_at) values (?, ?, ?)
       on conflict (key) do update
         set asked = excluded.asked, answer = '', expires_at = excluded.expires_at
         where request.expires_at <= ?
       returning key`,
      [key, asked, new Date(now.getTime() + aDay), now],
    );
    return claimed.length > 0;
  }
}
