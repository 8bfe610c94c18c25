/**
 * Keeps one entity manager for the whole service, which every transaction forks: the rows that are
 * known already need not be read again.
 *
 * Wrong: the row is read without a lock of its own, so what the entity manager remembers of it is what
 * was there before another instance changed it.
 *
 * @race deposit-between-two-changes-two-instances
 * @shows ann: 100 \+ 50 . 30 \+ 20 = 140, but the account holds 120
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, OwnerLockedAccounts, refusalOf } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OwnerLockedAccounts {
  readonly #em = this.orm.em.fork();

  protected override async query<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    try {
      return await work(this.#em);
    } catch (error) {
      throw refusalOf(error);
    }
  }
}
