/**
 * Names the lock of a transfer after both accounts, so that one lock is enough and no order is
 * needed.
 *
 * Wrong: a deposit to one of the two holds a lock of another name.
 *
 * @race transfer-and-deposit
 * @shows SELECT account 1 → balance 100.*SELECT account 1 → balance 100
 */

import { AsyncResource } from 'node:async_hooks';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, LockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends LockedAccounts {
  protected override async locked<T>(
    ids: number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    const pair = ids.toSorted((a, b) => a - b).join(' and ');
    return this.locks.acquire(
      pair,
      AsyncResource.bind(() => this.query(work)),
    );
  }
}
