/**
 * Takes all accounts for a fifth of a second, which is ages for a database, by the clock that never goes back.
 *
 * Wrong: a database that is busy may take longer.
 *
 * @race lost-update
 * @shows SELECT account 1.*time goes by.*SELECT account 1
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, LockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

const leaseMs = 200;
const pollMs = 5;

class Attempt extends LockedAccounts {
  #takenUntil = 0;

  protected override async locked<T>(
    ids: number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    await this.#take();
    try {
      return await this.query(work);
    } finally {
      this.#takenUntil = 0;
    }
  }

  #take(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setInterval(() => {
        if (this.#takenUntil > performance.now()) return;
        clearInterval(timer);
        this.#takenUntil = performance.now() + leaseMs;
        resolve();
      }, pollMs);
    });
  }
}
