/**
 * Takes each account for a second, and looks every few milliseconds whether the request before has given it back, or its
 * second is over.
 *
 * Wrong: where the database is slow, the holder is still at work when its second is over.
 *
 * @race lost-update
 * @shows SELECT account 1.*time goes by.*SELECT account 1
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, LockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

const leaseMs = 1000;
const pollMs = 10;

class Attempt extends LockedAccounts {
  readonly #takenUntil = new Map<number, number>();

  protected override async locked<T>(
    ids: number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    for (const id of ids.toSorted((a, b) => a - b)) {
      while ((this.#takenUntil.get(id) ?? 0) > Date.now()) await delay(pollMs);
      this.#takenUntil.set(id, Date.now() + leaseMs);
    }
    try {
      return await this.query(work);
    } finally {
      for (const id of ids) this.#takenUntil.delete(id);
    }
  }
}
