/**
 * Locks the owner, and takes REPEATABLE READ on top of it: two protections are better than one.
 *
 * Wrong: the snapshot is from before the wait for the lock, and what is added up is as old as that.
 *
 * @race two-withdrawals-one-owner-two-instances
 * @shows ann holds -60 in all.*REPEATABLE READ.*FOR UPDATE … waits for
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
}
