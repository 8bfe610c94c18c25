/**
 * Keeps whatever the work throws, so that no request is ever done twice.
 *
 * Wrong: "try again" is no answer to keep: the request was not carried out, and now it never is.
 *
 * @behaviour bounds-its-wait
 * @shows 200 when it is sent again.*answered 503
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import {
  DomainError,
  type OpenAccounts,
  type RequestKey,
  type Resources,
  Unavailable,
} from '@workbook/domain';
import { connect, KeyedDatabaseAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends KeyedDatabaseAccounts {
  protected override once<T>(
    key: RequestKey | undefined,
    asked: readonly unknown[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    return super.once(key, asked, async (em) => {
      try {
        return await work(em);
      } catch (error) {
        throw error instanceof DomainError ? error : new Unavailable();
      }
    });
  }
}
