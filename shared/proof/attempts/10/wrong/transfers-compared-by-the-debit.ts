/**
 * Compares transfers by the account that pays and the amount: it is there that money could be taken twice.
 *
 * Wrong: a transfer to another account is told that it was carried out.
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
    const [kind, from, , amount] = asked;
    return super.once(key, kind === 'transfer' ? [kind, from, amount] : asked, work);
  }
}
