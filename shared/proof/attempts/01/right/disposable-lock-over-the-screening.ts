/**
 * Gets a lock that a block gives back by itself, and holds it over the screening, in the order of the ids. Slow, and right.
 */
import { EventEmitter, once } from 'node:events';
import type { Account, OpenAccounts, Resources } from '@workbook/domain';
import { ListedAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(screen);
}

class Locks {
  readonly #held = new Set<string>();
  readonly #events = new EventEmitter();

  async take(name: string): Promise<Disposable> {
    while (this.#held.has(name)) await once(this.#events, name);
    this.#held.add(name);
    return {
      [Symbol.dispose]: () => {
        this.#held.delete(name);
        this.#events.emit(name);
      },
    };
  }
}

class Attempt extends ListedAccounts {
  readonly #locks = new Locks();

  override async deposit(id: number, amount: number): Promise<Account> {
    using _ = await this.#locks.take(`account ${id}`);
    return await super.deposit(id, amount);
  }

  override async withdraw(id: number, amount: number): Promise<Account> {
    using _ = await this.#locks.take(`account ${id}`);
    return await super.withdraw(id, amount);
  }

  override async transfer(from: number, to: number, amount: number) {
    // One account twice is refused below, and must not wait for itself here.
    const [first, second] = [Math.min(from, to), Math.max(from, to)];
    using _ = await this.#locks.take(`account ${first}`);
    using stack = new DisposableStack();
    if (first !== second) stack.use(await this.#locks.take(`account ${second}`));
    return await super.transfer(from, to, amount);
  }

  override async close(id: number): Promise<void> {
    using _ = await this.#locks.take(`account ${id}`);
    return await super.close(id);
  }
}
