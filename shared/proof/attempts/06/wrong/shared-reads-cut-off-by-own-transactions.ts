/**
 * Shares the reads that are under way. Each transaction that changes something forgets them all, before it begins and
 * after its commit.
 *
 * Wrong: a lock of the database reaches the other instances, and what a transaction forgets is in its own.
 *
 * @race late-reply-two-instances
 * @shows the reply comes later.*deposit 50.*= 200 ann 150.*read ann.*the reply arrives.*= 200 ann 100.*= 200 ann 100
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Account, OpenAccounts, Resources } from '@workbook/domain';
import { connect, RowLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends RowLockedAccounts {
  readonly #reads = new Map<number, Promise<Account>>();

  override find(id: number): Promise<Account> {
    const underWay = this.#reads.get(id);
    if (underWay) return underWay;
    const read = super.find(id).finally(() => {
      if (this.#reads.get(id) === read) this.#reads.delete(id);
    });
    this.#reads.set(id, read);
    return read;
  }

  protected override async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    this.#reads.clear();
    try {
      return await super.transaction(work);
    } finally {
      this.#reads.clear();
    }
  }
}
