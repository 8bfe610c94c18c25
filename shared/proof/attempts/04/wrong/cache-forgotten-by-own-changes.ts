/**
 * Remembers accounts that were read, and forgets each that a change has touched, under the lock that the change holds.
 *
 * Wrong: what is remembered is forgotten in one process, and another one may have changed the account.
 *
 * @race late-reply-two-instances
 * @race stale-read-two-instances
 * @shows = 200 ann 100.*deposit 50.*= 200 ann 150.*read ann.*= 200 ann 100
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Account, OpenAccounts, Resources } from '@workbook/domain';
import { connect, LockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends LockedAccounts {
  readonly #known = new Map<number, Account>();

  override async find(id: number): Promise<Account> {
    const account = this.#known.get(id) ?? (await super.find(id));
    this.#known.set(id, account);
    return account;
  }

  protected override async locked<T>(
    ids: number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    return super.locked(ids, async (em) => {
      try {
        return await work(em);
      } finally {
        for (const id of ids) this.#known.delete(id);
      }
    });
  }
}
