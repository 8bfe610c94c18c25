/**
 * Gives the same answer to every request with the key.
 *
 * Wrong: no answer says that it was given before.
 *
 * @race pressed-twice-two-instances
 * @shows = 200 ann 70.*= 200 ann 70
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { type OpenAccounts, type RequestKey, type Resources } from '@workbook/domain';
import { connect, KeyedDatabaseAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends KeyedDatabaseAccounts {
  protected override async once<T>(
    key: RequestKey | undefined,
    asked: readonly unknown[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    return super.once(key && { text: key.text, replayed() {} }, asked, work);
  }
}
