/**
 * Reads all rows of the request in one query as soon as it has the locks of its own making. The work
 * stands in a `try`, with the release in the `finally`, so a refusal gives the locks back.
 *
 * Wrong: the query stands before the `try`, and when it fails, the locks stay taken for ever.
 *
 * @behaviour survives-a-failed-statement
 * @shows deposits is served when it comes again .* it was not answered
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { AccountRow, connect, LockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends LockedAccounts {
  readonly #tails = new Map<number, Promise<void>>();

  protected override async locked<T>(
    ids: number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    const releases: (() => void)[] = [];
    for (const id of ids.toSorted((a, b) => a - b)) {
      const before = this.#tails.get(id);
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#tails.set(id, promise);
      releases.push(resolve);
      await before;
    }
    return this.query(async (em) => {
      await em.find(AccountRow, { id: { $in: ids } });
      try {
        return await work(em);
      } finally {
        for (const release of releases) release();
      }
    });
  }
}
