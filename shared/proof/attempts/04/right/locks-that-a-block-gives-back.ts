/**
 * `await using` gives the locks back, the last one first; a lock is thrown away when nobody is left who wants it.
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, LockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends LockedAccounts {
  readonly #queues = new Map<number, PromiseWithResolvers<void>[]>();

  protected override async locked<T>(
    ids: number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    await using stack = new AsyncDisposableStack();
    for (const id of ids.toSorted((a, b) => a - b)) stack.use(await this.#take(id));
    return await this.query(work);
  }

  async #take(id: number): Promise<AsyncDisposable> {
    const queue = this.#queues.get(id);
    const turn = Promise.withResolvers<void>();
    if (queue) {
      queue.push(turn);
      await turn.promise;
    } else this.#queues.set(id, []);
    return { [Symbol.asyncDispose]: async () => this.#pass(id) };
  }

  #pass(id: number): void {
    const next = this.#queues.get(id)?.shift();
    if (next) next.resolve();
    else this.#queues.delete(id);
  }
}
