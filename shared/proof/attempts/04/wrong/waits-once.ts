/**
 * Writes its own lock: who finds an account in use waits for that work to end.
 *
 * Wrong: two that wait for the same work both go on when it ends, and neither looks again.
 *
 * @race three-withdrawals
 * @shows = -20, but the account holds
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, LockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends LockedAccounts {
  readonly #working = new Map<number, Promise<unknown>>();

  protected override async locked<T>(
    ids: number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    for (const id of ids.toSorted((a, b) => a - b)) await this.#working.get(id)?.catch(() => {});
    const result = this.query(work);
    for (const id of ids) this.#working.set(id, result);
    try {
      return await result;
    } finally {
      for (const id of ids) this.#working.delete(id);
    }
  }
}
