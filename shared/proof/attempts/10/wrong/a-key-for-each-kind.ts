/**
 * Looks for keys among requests of the same kind: a deposit and a withdrawal cannot be one request.
 *
 * Wrong: they are two requests with one key, and the second is refused.
 *
 * @race requests-with-keys-alone
 * @shows it should be the refusal key_reused
 */
import { createHash } from 'node:crypto';
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
    // A key may be as long as the column.
    const text = createHash('sha256')
      .update(`${String(asked[0])} ${key.text}`)
      .digest('hex');
    return super.once({ text, replayed: () => key.replayed() }, asked, work);
  }
}
