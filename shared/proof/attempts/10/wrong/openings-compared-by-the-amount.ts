/**
 * Compares requests by what they do to the money: an opening by what is paid in.
 *
 * Wrong: an opening for another owner is told that it was carried out.
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
    const [kind, ...others] = asked;
    return super.once(key, kind === 'open' ? [kind, others.at(-1)] : asked, work);
  }
}
