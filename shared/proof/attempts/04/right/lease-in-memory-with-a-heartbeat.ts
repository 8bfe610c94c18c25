/**
 * Takes each account for two seconds, and for longer while it is at work: a lease that is not renewed any more was left
 * behind. Timers of one process fire in the order in which they are due, so that it is renewed before it lapses.
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

interface Lease {
  untilMs: number;
}

class Attempt extends LockedAccounts {
  readonly #leases = new Map<number, Lease>();

  protected override async locked<T>(
    ids: number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    const own: Lease = { untilMs: 0 };
    const renew = () => {
      own.untilMs = Date.now() + leaseMs;
    };
    const heart = setInterval(renew, renewMs);
    try {
      for (const id of ids.toSorted((a, b) => a - b)) {
        for (let lease = this.#leases.get(id); lease; lease = this.#leases.get(id)) {
          const leftMs = lease.untilMs - Date.now();
          if (leftMs <= 0) break;
          await delay(leftMs);
        }
        renew();
        this.#leases.set(id, own);
      }
      return await this.query(work);
    } finally {
      clearInterval(heart);
      for (const id of ids) if (this.#leases.get(id) === own) this.#leases.delete(id);
    }
  }
}
