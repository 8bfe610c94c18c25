/**
 * Keeps keys for ever: to be on the safe side.
 *
 * Wrong: a key that has expired is answered what was done with it long ago.
 *
 * @race expired-key-two-instances
 * @shows 200 ann 70
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { type OpenAccounts, type Resources } from '@workbook/domain';
import { connect, KeyedDatabaseAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends KeyedDatabaseAccounts {
  protected override async claim(em: EntityManager, key: string, asked: string): Promise<boolean> {
    const expiresAt = new Date(Date.now() + this.keysLastMs);
    const claimed = await em.execute(
      `insert into request (key, asked, expires_at) values (?, ?, ?)
       on conflict do nothing returning key`,
      [key, asked, expiresAt],
    );
    return claimed.length > 0;
  }
}
