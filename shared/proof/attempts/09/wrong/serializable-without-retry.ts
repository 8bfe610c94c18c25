/**
 * SERIALIZABLE keeps every rule, and the one that is in the way is told to come again.
 *
 * Wrong: the database gives up one of two requests that could both be served, and its code does not try again.
 *
 * @race transfer-and-deposit-two-instances
 * @shows was turned away \(503 unavailable\).*SERIALIZABLE.*40001
 */
import { type EntityManager, IsolationLevel } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, OwnerLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OwnerLockedAccounts {
  protected override async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    const isolationLevel = IsolationLevel.SERIALIZABLE;
    return this.query((em) => em.transactional(work, { isolationLevel }));
  }

  protected override async lockNewOwner(em: EntityManager, owner: string): Promise<void> {
    await em.execute('insert into owner (name) values (?) on conflict do nothing', [owner]);
  }

  protected override async lockOwners(): Promise<void> {}
}
