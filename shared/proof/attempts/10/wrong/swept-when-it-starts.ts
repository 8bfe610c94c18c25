/**
 * Deletes expired keys when an instance starts, so that no request has to think of them.
 *
 * Wrong: an instance that runs for longer than a day answers by keys that have expired.
 *
 * @race expired-key-two-instances
 * @shows replay|200 ann 70
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, KeyedDatabaseAccounts } from '../base.ts';
import { keysLastMs } from '../requests.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  const orm = await connect(postgres);
  await orm.em.fork().execute('delete from request where expires_at <= ?', [new Date()]);
  return new Attempt(orm, screen);
}

class Attempt extends KeyedDatabaseAccounts {
  protected override async claim(em: EntityManager, key: string, asked: string): Promise<boolean> {
    const claimed = await em.execute(
      `insert into request (key, asked, expires_at) values (?, ?, ?)
       on conflict (key) do nothing returning key`,
      [key, asked, new Date(Date.now() + keysLastMs)],
    );
    return claimed.length > 0;
  }
}
