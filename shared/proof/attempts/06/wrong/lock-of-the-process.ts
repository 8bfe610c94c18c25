/**
 * Keeps the lock of step 04, which was right there, and puts the transaction inside.
 *
 * Wrong: the lock is in the memory of one instance, and the other instance has another one.
 *
 * @race lost-update-two-instances
 * @race overdraft-two-instances
 * @shows SELECT account 1 → balance 100.*SELECT account 1 → balance 100
 */

import { AsyncResource } from 'node:async_hooks';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import AsyncLock from 'async-lock';
import { AccountRow, connect, RowLockedAccounts, rowOf } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends RowLockedAccounts {
  readonly #locks = new AsyncLock();

  protected override async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    const all = AsyncResource.bind(() => super.transaction(work));
    return this.#locks.acquire('accounts', all);
  }

  protected override async lockedRow(em: EntityManager, id: number): Promise<AccountRow> {
    return rowOf(em, id);
  }
}
