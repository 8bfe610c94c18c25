/**
 * Takes the lock, starts the work, and gives the lock back in a finally block, as one should.
 *
 * Wrong: without an await the finally block runs when the work has begun, not when it is done.
 *
 * @race lost-update
 * @race overdraft
 * @shows SELECT account 1 → balance 100.*SELECT account 1 → balance 100
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, LockedAccounts } from '../base.ts';

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
    const { promise, resolve } = Promise.withResolvers<void>();
    const before = ids.flatMap((id) => this.#tails.get(id) ?? []);
    for (const id of ids) this.#tails.set(id, promise);
    await Promise.all(before);
    try {
      return this.query(work);
    } finally {
      resolve();
    }
  }
}
