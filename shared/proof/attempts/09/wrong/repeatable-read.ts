/**
 * Has read that REPEATABLE READ sees no phantoms in PostgreSQL, and tries again when it is told to.
 *
 * Wrong: each of two transactions keeps its own snapshot, and they write different rows, so neither is
 * stopped.
 *
 * @race two-withdrawals-one-owner-two-instances
 * @race two-openings-one-owner-two-instances
 * @shows ann holds -60 in all.*REPEATABLE READ.*REPEATABLE READ
 */
import { type EntityManager, IsolationLevel } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { codeOf, connect, OwnerLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OwnerLockedAccounts {
  protected override async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    const isolationLevel = IsolationLevel.REPEATABLE_READ;
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.query((em) => em.transactional(work, { isolationLevel }));
      } catch (error) {
        if (!/^40/.test(codeOf(error)) || tries === 10) throw error;
      }
    }
  }

  protected override async lockNewOwner(em: EntityManager, owner: string): Promise<void> {
    await em.execute('insert into owner (name) values (?) on conflict do nothing', [owner]);
  }

  protected override async lockOwners(): Promise<void> {}
}
