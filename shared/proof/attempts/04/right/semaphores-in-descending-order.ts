/**
 * Writes its own mutex, with a release in a finally block, and takes the larger id first.
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, LockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends LockedAccounts {
  readonly #mutexes = new Map<number, Mutex>();

  protected override async locked<T>(
    ids: number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    const releases: (() => void)[] = [];
    try {
      for (const id of ids.toSorted((a, b) => b - a)) releases.push(await this.#mutex(id).take());
      return await this.query(work);
    } finally {
      for (const release of releases) release();
    }
  }

  #mutex(id: number): Mutex {
    const mutex = this.#mutexes.get(id) ?? new Mutex();
    this.#mutexes.set(id, mutex);
    return mutex;
  }
}

class Mutex {
  #held = false;
  readonly #waiting: (() => void)[] = [];

  async take(): Promise<() => void> {
    if (this.#held) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#held = true;
    return () => this.#release();
  }

  /** Hands the lock on while it is held, so that nobody can slip in between. */
  #release(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#held = false;
  }
}
