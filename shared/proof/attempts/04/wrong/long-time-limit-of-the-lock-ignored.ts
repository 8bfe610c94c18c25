/**
 * Gives async-lock a time limit of two seconds, which is longer than any request takes.
 *
 * Wrong: on a bad day one does, and who has waited for so long works without the lock.
 *
 * @race lost-update
 * @shows timer of 2000 ms.*SELECT account 1
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import AsyncLock from 'async-lock';
import { connect, LockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends LockedAccounts {
  protected override readonly locks = new AsyncLock({ timeout: 2000 });

  protected override async locked<T>(
    ids: number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    return super.locked(ids, work).catch((error: Error) => {
      if (error.message.includes('timed out')) return this.query(work);
      throw error;
    });
  }
}
