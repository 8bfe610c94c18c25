/**
 * Locks nothing, and lets the database find out whether the transactions fit together:
 * SERIALIZABLE, and a new try, with new entities, for whoever is told that they do not.
 */
import { DriverException, type EntityManager, IsolationLevel } from '@mikro-orm/postgresql';
import { type OpenAccounts, type Resources, Unavailable } from '@workbook/domain';
import { AccountRow, connect, RowLockedAccounts, rowOf } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

const maxTries = 10;

class Attempt extends RowLockedAccounts {
  protected override async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    const isolationLevel = IsolationLevel.SERIALIZABLE;
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.query((em) => em.transactional(work, { isolationLevel }));
      } catch (error) {
        const cause = error instanceof Unavailable ? error.cause : undefined;
        const again = cause instanceof DriverException && /^40/.test(cause.code ?? '');
        if (!again || tries === maxTries) throw error;
      }
    }
  }

  protected override async lockedRow(em: EntityManager, id: number): Promise<AccountRow> {
    return rowOf(em, id);
  }
}
