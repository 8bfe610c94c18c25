/**
 * Asks PostgreSQL what became of a transaction whose connection broke: each has a number by which that can be asked
 * later. It answers what is done, and tries again only what was rolled back.
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { type OpenAccounts, type Resources, Unavailable } from '@workbook/domain';
import { connect, OptimisticAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OptimisticAccounts {
  protected override async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    let transaction: string | undefined;
    let result: { readonly value: T } | undefined;
    try {
      return await super.transaction(async (em) => {
        transaction = result = undefined;
        const value = await work(em);
        const [row] = await em.execute<[{ id: string }]>('select pg_current_xact_id() as id');
        transaction = row.id;
        result = { value };
        return value;
      });
    } catch (error) {
      if (!(error instanceof Unavailable) || !transaction || !result) throw error;
      if ((await this.#whatBecameOf(transaction)) === 'committed') return result.value;
      throw error;
    }
  }

  async #whatBecameOf(transaction: string): Promise<string> {
    const ask = 'select pg_xact_status(?::xid8) as status';
    return this.query(async (em) => {
      const [row] = await em.execute<[{ status: string }]>(ask, [transaction]);
      return row.status;
    });
  }
}
