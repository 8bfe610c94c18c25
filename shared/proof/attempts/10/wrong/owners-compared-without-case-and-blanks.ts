/**
 * Compares the owners of openings without capital letters and outer blanks: somebody who types a name again means the same.
 *
 * Wrong: these are names of several owners, and an opening for one is answered with the account of another.
 *
 * @race requests-that-look-alike-alone
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
    const alike = asked.map((part) =>
      typeof part === 'string' ? part.trim().toLowerCase() : part,
    );
    return super.once(key, alike, work);
  }
}
