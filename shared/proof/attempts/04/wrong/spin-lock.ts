/**
 * Writes its own lock: a set of the accounts that are in use, and a loop that waits until this one
 * is not.
 *
 * Wrong: while the loop runs, nobody else does, and so nobody can ever give the account back.
 *
 * @race lost-update
 * @shows endless loop
 * @failure endless
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, LockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends LockedAccounts {
  readonly #busy = new Set<number>();

  protected override async locked<T>(
    ids: number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    while (ids.some((id) => this.#busy.has(id)));
    for (const id of ids) this.#busy.add(id);
    try {
      return await this.query(work);
    } finally {
      for (const id of ids) this.#busy.delete(id);
    }
  }
}
