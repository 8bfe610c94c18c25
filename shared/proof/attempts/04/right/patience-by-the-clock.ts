/**
 * Looks every few milliseconds whether the account is free, and gives up after three seconds by the clock.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { EntityManager } from '@mikro-orm/postgresql';
import { type OpenAccounts, type Resources, Unavailable } from '@workbook/domain';
import { connect, LockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

const patienceMs = 3000;

class Attempt extends LockedAccounts {
  readonly #busy = new Set<number>();

  protected override async locked<T>(
    ids: number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    const deadlineMs = Date.now() + patienceMs;
    while (ids.some((id) => this.#busy.has(id))) {
      if (Date.now() >= deadlineMs) throw new Unavailable('another request has this account');
      await delay(10);
    }
    for (const id of ids) this.#busy.add(id);
    try {
      return await this.query(work);
    } finally {
      for (const id of ids) this.#busy.delete(id);
    }
  }
}
