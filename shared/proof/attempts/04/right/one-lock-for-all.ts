/**
 * Lets one change happen after the other, whatever the account. Slow under load, and right.
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
    _ids: number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    return this.locks.acquire(
      'all',
      AsyncResource.bind(() => this.query(work)),
    );
  }
}
