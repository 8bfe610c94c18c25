/**
 * Looks for the key, and inserts it where it is not there.
 *
 * Wrong: two look before one of them inserts, and the second is answered a defect.
 *
 * @race pressed-twice-two-instances
 * @shows 500 internal_error.*duplicate key
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
    if (known && known.expiresAt > now) return false;
    if (known) await em.nativeDelete(RequestRow, { key });
    const expiresAt = new Date(now.getTime() + this.keysLastMs);
    await em.insert(RequestRow, { key, asked, expiresAt });
    return true;
  }
}
