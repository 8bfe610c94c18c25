/**
 * Waits for the request that has the account, unless that one has had it for five seconds already: then it hangs.
 *
 * Wrong: it may only be slow.
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

const hangsAfterMs = 5000;

interface Work {
  readonly sinceMs: number;
  readonly done: Promise<void>;
}

class Attempt extends LockedAccounts {
  readonly #last = new Map<number, Work>();

  protected override async locked<T>(
    ids: number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    const { promise: done, resolve } = Promise.withResolvers<void>();
    const before = ids.flatMap((id) => this.#last.get(id) ?? []);
    const sinceMs = Date.now();
    for (const id of ids) this.#last.set(id, { sinceMs, done });
    try {
      for (const one of before) if (sinceMs - one.sinceMs < hangsAfterMs) await one.done;
      return await this.query(work);
    } finally {
      resolve();
    }
  }
}
