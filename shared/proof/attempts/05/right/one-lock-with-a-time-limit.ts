/**
 * Lets one change after the other begin its transaction, in this process: who has waited for four seconds is told to come
 * back later.
 */
import { AsyncResource } from 'node:async_hooks';
import type { EntityManager } from '@mikro-orm/postgresql';
import { type OpenAccounts, type Resources, Unavailable } from '@workbook/domain';
import AsyncLock from 'async-lock';
import { connect, TransactionalAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends TransactionalAccounts {
  readonly #lock = new AsyncLock({ timeout: 4000 });

  protected override async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    const bound = AsyncResource.bind(() => super.transaction(work));
    return this.#lock.acquire('bank', bound).catch((error: Error) => {
      throw error.message.includes('timed out') ? new Unavailable('too many wait') : error;
    });
  }
}
