/**
 * Names each lock after what is done: one deposit at a time, one withdrawal at a time.
 *
 * Wrong: a deposit and a withdrawal of one account hold different locks.
 *
 * @race lost-update
 * @race transfer-and-deposit
 * @shows SELECT account 1 → balance 100.*SELECT account 1 → balance 100
 */

import { AsyncResource } from 'node:async_hooks';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Account, OpenAccounts, Resources } from '@workbook/domain';
import AsyncLock from 'async-lock';
import { connect, LockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends LockedAccounts {
  readonly #kinds = new AsyncLock();

  override async deposit(id: number, amount: number): Promise<Account> {
    const work = AsyncResource.bind(() => super.deposit(id, amount));
    return this.#kinds.acquire(`deposit ${id}`, work);
  }

  override async withdraw(id: number, amount: number): Promise<Account> {
    const work = AsyncResource.bind(() => super.withdraw(id, amount));
    return this.#kinds.acquire(`withdrawal ${id}`, work);
  }

  protected override async locked<T>(
    _ids: number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    return this.query(work);
  }
}
