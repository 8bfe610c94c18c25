/**
 * Looks for keys among requests of the same kind: a deposit and a withdrawal cannot be one request.
 *
 * Wrong: they are two requests with one key, and the second is refused.
 *
 * @race requests-with-keys-alone
 * @shows it should be the refusal key_reused
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
    const text = `${String(asked[0])} ${key?.text}`;
    return super.once(key && { text, replayed: () => key.replayed() }, asked, work);
  }
}
