/**
 * Tries again what PostgreSQL says it has rolled back, by a code that it says so with. Whatever else goes wrong,
 * a broken connection among it, is a 503: nobody knows whether it has happened.
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { type OpenAccounts, type Resources, Unavailable } from '@workbook/domain';
import { connect, RowLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

const maxTries = 3;
/** A serialization failure, a deadlock, and a statement that was cancelled. */
const rolledBack = ['40001', '40P01', '57014'];

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends RowLockedAccounts {
  protected override async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await super.transaction(work);
      } catch (error) {
        if (tries === maxTries || !rolledBack.includes(codeOf(error))) throw error;
      }
    }
  }
}

function codeOf(error: unknown): string {
  const { code } = (error instanceof Unavailable ? error.cause : error) as { code?: string };
  return code ?? '';
}
