/**
 * Marks every answer that comes out of the table of requests, and takes all answers from there, so that they are alike.
 *
 * Wrong: the first answer is no replay: its client takes it for an old one.
 *
 * @race requests-with-keys-alone
 * @shows = 200 ann 70
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
    const returned = await super.once(key, asked, work);
    key?.replayed();
    return returned;
  }
}
