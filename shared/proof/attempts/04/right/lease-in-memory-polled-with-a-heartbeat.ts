/**
 * Takes each account for two seconds, renews that twice a second while it is at work, and looks every few milliseconds
 * whether the account is free. Timers of one process fire in the order in which they are due, so that a lease is renewed
 * before it lapses.
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
const renewMs = 500;

class Attempt extends LockedAccounts {
  readonly #takenUntil = new Map<number, number>();

  protected override async locked<T>(
    ids: number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    const taken: number[] = [];
    const renew = () => {
      for (const id of taken) this.#takenUntil.set(id, Date.now() + leaseMs);
    };
    const heart = setInterval(renew, renewMs);
    try {
      for (const id of ids.toSorted((a, b) => a - b)) {
        while ((this.#takenUntil.get(id) ?? 0) > Date.now()) await delay(10);
        taken.push(id);
        renew();
      }
      return await this.query(work);
    } finally {
      clearInterval(heart);
      for (const id of taken) this.#takenUntil.delete(id);
    }
  }
}
