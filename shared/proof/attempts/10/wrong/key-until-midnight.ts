/**
 * Remembers a key until the day ends, so that a night's work can clear them all away.
 *
 * Wrong: a request of the evening that comes again after midnight is carried out twice.
 *
 * @race a-key-that-comes-again-when-its-day-is-over-alone
 * @shows 10 hours later
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
    const expiresAt = new Date();
    expiresAt.setUTCHours(24, 0, 0, 0);
    const isFirst = await super.claim(em, key, asked);
    if (isFirst) await em.nativeUpdate(RequestRow, { key }, { expiresAt });
    return isFirst;
  }
}
