/**
 * Keeps keys in a column of fixed width, and cuts longer ones to it.
 *
 * Wrong: two keys that begin alike are one.
 *
 * @race requests-with-keys-alone
 * @shows 422
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, RequestKey, Resources } from '@workbook/domain';
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
    if (!key) return super.once(key, asked, work);
    const cut = { text: key.text.slice(0, 36), replayed: () => key.replayed() };
    return super.once(cut, asked, work);
  }
}
