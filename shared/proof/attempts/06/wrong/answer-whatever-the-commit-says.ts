/**
 * Remembers the answer when the work is done, and gives it even when an error comes afterwards: "the update has
 * succeeded, after all, and a user should not see errors of the connection".
 *
 * Wrong: the work counts only once it is committed, and a commit can fail.
 *
 * @behaviour survives-a-failed-statement
 * @shows is refused when the database ends its commit, and it was answered 200 although nothing has changed
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, RowLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends RowLockedAccounts {
  protected override async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    const answers: T[] = [];
    try {
      return await super.transaction(async (em) => {
        answers.push(await work(em));
        return answers[0] as T;
      });
    } catch (error) {
      if (answers.length === 0) throw error;
      return answers[0] as T;
    }
  }
}
