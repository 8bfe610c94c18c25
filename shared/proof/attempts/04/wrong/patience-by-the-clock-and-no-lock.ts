/**
 * Looks every few milliseconds whether the account is free, for two seconds at most.
 *
 * Wrong: who has waited for so long goes on as if it were free.
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

const patienceMs = 2000;

class Attempt extends LockedAccounts {
  readonly #busy = new Set<number>();

  protected override async locked<T>(
    ids: number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    const isBusy = () => ids.some((id) => this.#busy.has(id));
    const deadlineMs = Date.now() + patienceMs;
    while (isBusy() && Date.now() < deadlineMs) await delay(10);
    for (const id of ids) this.#busy.add(id);
    try {
      return await this.query(work);
    } finally {
      for (const id of ids) this.#busy.delete(id);
    }
  }
}
