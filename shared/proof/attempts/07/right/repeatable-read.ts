/**
 * Has the version for edits that span requests, and for the rest asks for REPEATABLE READ: the
 * database finds out who was late, and a new try serves them.
 */
import {
  DriverException,
  type EntityManager,
  IsolationLevel,
  OptimisticLockError,
} from '@mikro-orm/postgresql';
import { Conflict, type OpenAccounts, type Resources, Unavailable } from '@workbook/domain';
import { connect, OptimisticAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OptimisticAccounts {
  protected override async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    const isolationLevel = IsolationLevel.REPEATABLE_READ;
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.query((em) => em.transactional(work, { isolationLevel }));
      } catch (error) {
        if (!isLate(error)) throw error;
        if (tries === 10) throw new Conflict(undefined, { cause: error });
      }
    }
  }
}

function isLate(error: unknown): boolean {
  if (error instanceof OptimisticLockError) return true;
  const cause = error instanceof Unavailable ? error.cause : undefined;
  return cause instanceof DriverException && cause.code === '40001';
}
