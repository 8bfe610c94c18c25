/**
 * Remembers a hash of what was asked, of the sorted values, so that the order of the fields does not matter.
 *
 * Wrong: a transfer back has the same values as the transfer, and is answered as that one.
 *
 * @race requests-with-keys-alone
 * @shows transfer 20 from ann
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
    const text = asked.map(String).sort().join('|');
    return super.once(key, [createHash('sha256').update(text).digest('hex')], work);
  }
}
