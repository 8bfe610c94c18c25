/**
 * Deletes the key where it has expired, by one statement that looks for itself, and then inserts it. What another
 * request has inserted meanwhile has not expired, and stays.
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
    await em.nativeDelete(RequestRow, { key, expiresAt: { $lte: now } });
    const claimed = await em.execute(
      `insert into request (key, asked, expires_at) values (?, ?, ?)
       on conflict do nothing returning key`,
      [key, asked, new Date(now.getTime() + this.keysLastMs)],
    );
    return claimed.length > 0;
  }
}
