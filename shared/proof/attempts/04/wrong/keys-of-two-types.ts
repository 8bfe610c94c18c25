/**
 * Keeps a map of queues, for each account one.
 *
 * Wrong: a transfer looks its queues up by texts, everybody else by numbers: for a map these are different keys.
 *
 * @race transfer-and-deposit
 * @shows SELECT account 1.*SELECT account 1
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, LockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends LockedAccounts {
  readonly #chains = new Map<unknown, Promise<unknown>>();

  protected override async locked<T>(
    ids: number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    const ordered = ids.toSorted((a, b) => a - b);
    const keys: unknown[] = ordered.length > 1 ? ordered.map(String) : ordered;
    return this.#chained(keys, () => this.query(work));
  }

  async #chained<T>([key, ...rest]: unknown[], work: () => Promise<T>): Promise<T> {
    if (key === undefined) return work();
    const before = this.#chains.get(key) ?? Promise.resolve();
    const mine = before.then(() => this.#chained(rest, work));
    this.#chains.set(
      key,
      mine.catch(() => {}),
    );
    return mine;
  }
}
