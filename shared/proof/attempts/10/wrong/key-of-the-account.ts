/**
 * Scopes a key by the path that it came for, so that two clients cannot get into each other's way.
 *
 * Wrong: a key that comes again for another account is another request, and is carried out.
 *
 * @race requests-with-keys-alone
 * @shows withdraw 30 from bob
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
    const [kind, account] = asked.map(String);
    const scoped = { text: `${kind}/${account}/${key.text}`, replayed: () => key.replayed() };
    return super.once(scoped, asked, work);
  }
}
