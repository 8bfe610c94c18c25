/**
 * Gives async-lock a time limit, as its README recommends, so that no user waits for ever.
 *
 * Wrong: who has waited for too long works without the lock, rather than give up.
 *
 * @race lost-update
 * @shows SELECT account 1.*SELECT account 1
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
  protected override readonly locks = new AsyncLock({ timeout: 200 });

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
