/**
 * Deletes all keys that have expired, whatever they are, before it claims one.
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
    const now = new Date();
    await em.execute(
      `delete from request where key in (
         select key from request where expires_at <= ? order by key for update)`,
      [now],
    );
    const claimed = await em.execute(
      `insert into request (key, asked, expires_at) values (?, ?, ?)
       on conflict do nothing returning key`,
      [key, asked, new Date(now.getTime() + this.keysLastMs)],
    );
    return claimed.length > 0;
  }
}
