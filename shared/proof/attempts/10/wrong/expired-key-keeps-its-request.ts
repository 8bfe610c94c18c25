/**
 * Claims an expired key by a new end and an empty answer: the rest of its row is there already.
 *
 * Wrong: what was asked stays the first request's, so that the one that has claimed the key is refused when it comes again.
 *
 * @race a-key-that-comes-again-when-its-day-is-over-alone
 * @shows key_reused
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
    const claimed = await em.execute(
      `insert into request (key, asked, expires_at) values (?, ?, ?)
       on conflict (key) do update set answer = '', expires_at = excluded.expires_at
         where request.expires_at <= ?
       returning key`,
      [key, asked, new Date(now.getTime() + this.keysLastMs), now],
    );
    return claimed.length > 0;
  }
}
