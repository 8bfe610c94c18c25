/**
 * Writes its own mutex, a promise for each account that the next one waits for, and resolves it
 * when the work is done.
 *
 * Wrong: a refused withdrawal throws past the release, and everybody after it waits for ever.
 *
 * @race overdraft
 * @shows afterwards.*no answer.*409 insufficient_funds
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, LockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends LockedAccounts {
  readonly #tails = new Map<string, Promise<void>>();

  protected override async locked<T>(
    ids: number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    const keys = ids.toSorted((a, b) => a - b).map(String);
    const releases: (() => void)[] = [];
    for (const key of keys) {
      const before = this.#tails.get(key);
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#tails.set(key, promise);
      releases.push(resolve);
      await before;
    }
    const result = await this.query(work);
    for (const release of releases) release();
    return result;
  }
}
