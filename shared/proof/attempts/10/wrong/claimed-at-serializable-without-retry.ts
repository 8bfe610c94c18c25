/**
 * Runs everything at SERIALIZABLE, to be on the safe side.
 *
 * Wrong: an insert that meets a key that was committed after its snapshot is given up, and the client is not answered what
 * the first one was.
 *
 * @race pressed-twice-two-instances
 * @shows was turned away \(503 unavailable\).*40001
 */
import { type EntityManager, IsolationLevel } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, KeyedDatabaseAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends KeyedDatabaseAccounts {
  protected override async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    const isolationLevel = IsolationLevel.SERIALIZABLE;
    return this.query((em) => em.transactional(work, { isolationLevel }));
  }
}
