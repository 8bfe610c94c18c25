/**
 * Writes keys down in lower case, as uuids are compared.
 *
 * Wrong: a key is any text, and two keys that differ in a capital letter are two keys.
 *
 * @race requests-with-keys-alone
 * @shows key K
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
    return super.once(
      key && { text: key.text.toLowerCase(), replayed: () => key.replayed() },
      asked,
      work,
    );
  }
}
