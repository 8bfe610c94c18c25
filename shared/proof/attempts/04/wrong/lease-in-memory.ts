/**
 * Takes each account for two seconds at most, so that a request that hangs keeps no other one out.
 *
 * Wrong: a request that takes longer is still at work when the next one takes the account.
 *
 * @race lost-update
 * @shows SELECT account 1.*timer of 2000 ms.*SELECT account 1
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, LockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

const leaseMs = 2000;

class Attempt extends LockedAccounts {
  readonly #takenUntil = new Map<number, number>();

  protected override async locked<T>(
    ids: number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    const taken: (readonly [number, number])[] = [];
    for (const id of ids.toSorted((a, b) => a - b)) {
      while (this.#leftMs(id) > 0) await delay(this.#leftMs(id));
      const until = Date.now() + leaseMs;
      this.#takenUntil.set(id, until);
      taken.push([id, until]);
    }
    try {
      return await this.query(work);
    } finally {
      // A lease that another request has taken over is left to it.
      for (const [id, until] of taken)
        if (this.#takenUntil.get(id) === until) this.#takenUntil.delete(id);
    }
  }

  #leftMs(id: number): number {
    return (this.#takenUntil.get(id) ?? 0) - Date.now();
  }
}
