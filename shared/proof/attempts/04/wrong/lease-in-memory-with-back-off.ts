/**
 * Takes each account for half a minute, so that a request that has failed keeps no other one out for ever, and sleeps for
 * longer and longer while another request has it.
 *
 * Wrong: a request that hangs for longer than that goes on in the end, after another one.
 *
 * @race lost-update
 * @shows SELECT account 1.*time goes by.*SELECT account 1
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { EntityManager } from '@mikro-orm/postgresql';
import { type OpenAccounts, type Resources, Unavailable } from '@workbook/domain';
import { connect, LockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

const leaseNs = 30_000_000_000n;
const mostMs = 1000;

class Attempt extends LockedAccounts {
  readonly #takenUntil = new Map<number, bigint>();

  protected override async locked<T>(
    ids: number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    for (const id of ids.toSorted((a, b) => a - b)) {
      for (let waitMs = 5; this.#isTaken(id); waitMs *= 2) {
        if (waitMs > mostMs) throw new Unavailable('another request has this account');
        await delay(waitMs);
      }
      this.#takenUntil.set(id, process.hrtime.bigint() + leaseNs);
    }
    try {
      return await this.query(work);
    } finally {
      for (const id of ids) this.#takenUntil.delete(id);
    }
  }

  #isTaken(id: number): boolean {
    return (this.#takenUntil.get(id) ?? 0n) > process.hrtime.bigint();
  }
}
