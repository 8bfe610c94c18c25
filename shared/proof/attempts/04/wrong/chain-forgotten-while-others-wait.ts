/**
 * Chains the requests of each account in a map of promises, and tidies the map up when a request is done.
 *
 * Wrong: the first one that is done forgets the chain although others still wait in it, and the next one finds no chain.
 *
 * @race three-withdrawals
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
  readonly #chains = new Map<number, Promise<unknown>>();

  protected override async locked<T>(
    ids: number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    const [first, ...rest] = ids.toSorted((a, b) => a - b);
    if (first === undefined) return this.query(work);
    const before = this.#chains.get(first) ?? Promise.resolve();
    const mine = before.then(() => this.locked(rest, work));
    this.#chains.set(
      first,
      mine.catch(() => {}),
    );
    return mine.finally(() => this.#chains.delete(first));
  }
}
