/**
 * Compares what is done and with which account, and takes the amount for a detail.
 *
 * Wrong: another amount is another request.
 *
 * @race one-key-two-amounts-two-instances
 * @shows 100 \+ 30 \+ 20 = 150, but the account holds 130
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
    return super.once(key, asked.slice(0, -1), work);
  }
}
