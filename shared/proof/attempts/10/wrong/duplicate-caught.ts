/**
 * Inserts the key, and takes the error of a duplicate for the sign that the request came before.
 *
 * Wrong: the error has ended the transaction, and nothing can be read in it any more.
 *
 * @race pressed-twice-two-instances
 * @shows 23505.*25P02
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
    const expiresAt = new Date(now.getTime() + this.keysLastMs);
    try {
      await em.insert(RequestRow, { key, asked, expiresAt });
      return true;
    } catch {
      return false;
    }
  }
}
