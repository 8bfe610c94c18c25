/**
 * Keeps of a refusal its code, and says it in other words when it is asked again.
 *
 * Wrong: the second answer is not the first one.
 *
 * @race requests-with-keys-alone
 * @shows it should be the first answer again
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { DomainError, type OpenAccounts, type RequestKey, type Resources } from '@workbook/domain';
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
    let isReplay = false;
    const replayed = () => {
      isReplay = true;
      key?.replayed();
    };
    try {
      return await super.once(key && { text: key.text, replayed }, asked, work);
    } catch (error) {
      if (isReplay && error instanceof DomainError)
        throw new DomainError(error.code, 'it was refused when it came first');
      throw error;
    }
  }
}
