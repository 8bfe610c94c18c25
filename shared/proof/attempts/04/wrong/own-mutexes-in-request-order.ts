/**
 * Locks the payer, then the receiver, with nothing in between: free locks are taken at once, so no
 * two transfers can each get one.
 *
 * Wrong: behind a third request the locks are not free, and then two crossed transfers each get one
 * and wait for the other.
 *
 * @race crossed-transfers-behind-a-third
 * @shows no client can go on: .*waits inside the process
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
    const [first, ...others] = ids;
    if (first === undefined) return this.query(work);
    const rest = AsyncResource.bind(() => this.locked(others, work));
    return this.locks.acquire(String(first), rest);
  }
}
