/**
 * Locks what belongs to one owner under the owner's name.
 *
 * Wrong: a transfer between two accounts of one owner waits for the lock that it has already taken.
 *
 * @race transfers-alone
 * @shows no client can go on: .*waits inside the process
 */
import { AsyncResource } from 'node:async_hooks';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { AccountRow, connect, LockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends LockedAccounts {
  protected override async locked<T>(
    ids: number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    const rows = await this.query((em) => em.find(AccountRow, { id: { $in: ids } }));
    return this.#lockedEach(rows.map(({ owner }) => owner).sort(), work);
  }

  async #lockedEach<T>(owners: string[], work: (em: EntityManager) => Promise<T>): Promise<T> {
    const [first, ...others] = owners;
    if (first === undefined) return this.query(work);
    return this.locks.acquire(
      first,
      AsyncResource.bind(() => this.#lockedEach(others, work)),
    );
  }
}
