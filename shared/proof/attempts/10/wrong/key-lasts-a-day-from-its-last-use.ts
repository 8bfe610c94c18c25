/**
 * Remembers a key for a day from when it was used last, as a cache does.
 *
 * Wrong: a key ends a day after its request, however often that has come again meanwhile.
 *
 * @race a-key-that-comes-again-within-a-day-alone
 * @shows it should be 200 ann 40
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, KeyedDatabaseAccounts } from '../base.ts';
import { RequestRow } from '../requests.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends KeyedDatabaseAccounts {
  protected override async claim(em: EntityManager, key: string, asked: string): Promise<boolean> {
    const isFirst = await super.claim(em, key, asked);
    const expiresAt = new Date(Date.now() + this.keysLastMs);
    await em.nativeUpdate(RequestRow, { key }, { expiresAt });
    return isFirst;
  }
}
