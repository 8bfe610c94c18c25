/**
 * Asks again every few milliseconds until nobody else uses the account. Looking and taking happen
 * without an await in between.
 */
import { setTimeout as delay } from 'node:timers/promises';
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
    while (ids.some((id) => this.#busy.has(id))) await delay(5);
    for (const id of ids) this.#busy.add(id);
    try {
      return await this.query(work);
    } finally {
      for (const id of ids) this.#busy.delete(id);
    }
  }
}
