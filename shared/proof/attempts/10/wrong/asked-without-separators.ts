/**
 * Writes down what was asked as its parts in a row, as nobody but a comparison reads it.
 *
 * Wrong: the parts of different requests may make the same row: x1 with 5, and x with 15.
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
    return super.once(key, [asked.join('')], work);
  }
}
