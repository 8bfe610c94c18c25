/**
 * Deletes a key that it has found to have expired, and claims it then.
 *
 * Wrong: what is deleted may be the claim of another request, which has found the same and was faster.
 *
 * @race expired-key-two-instances
 * @shows counts once.*DELETE
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { type OpenAccounts, type Resources } from '@workbook/domain';
import { connect, KeyedDatabaseAccounts } from '../base.ts';
import { RequestRow } from '../requests.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends KeyedDatabaseAccounts {
  protected override async claim(em: EntityManager, key: string, asked: string): Promise<boolean> {
    const now = new Date();
    const known = await em.findOne(RequestRow, key);
    if (known && known.expiresAt <= now) await em.nativeDelete(RequestRow, { key });
    em.clear();
    const expiresAt = new Date(now.getTime() + this.keysLastMs);
    const claimed = await em.execute(
      `insert into request (key, asked, expires_at) values (?, ?, ?)
       on conflict do nothing returning key`,
      [key, asked, expiresAt],
    );
    return claimed.length > 0;
  }
}
