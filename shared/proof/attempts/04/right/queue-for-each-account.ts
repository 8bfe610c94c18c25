/**
 * Chains promises: each account has a last change, and the next one waits for it, however it ends.
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, LockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends LockedAccounts {
  readonly #tails = new Map<number, Promise<unknown>>();

  protected override async locked<T>(
    ids: number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    // All queues are joined at once, without an await in between: nobody can wait in a circle.
    const before = ids.flatMap((id) => this.#tails.get(id) ?? []);
    const result = Promise.allSettled(before).then(() => this.query(work));
    const settled = result.catch(() => {});
    for (const id of ids) this.#tails.set(id, settled);
    try {
      return await result;
    } finally {
      for (const id of ids) if (this.#tails.get(id) === settled) this.#tails.delete(id);
    }
  }
}
