/**
 * Makes a lock for each call, holds it all the time, and gives it back at the end.
 *
 * Wrong: a lock that only one call knows keeps nobody out.
 *
 * @race lost-update
 * @race overdraft
 * @shows SELECT account 1 → balance 100.*SELECT account 1 → balance 100
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
  protected override async locked<T>(
    _ids: number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    const lock = new AsyncLock();
    return lock.acquire('account', () => this.query(work));
  }
}
