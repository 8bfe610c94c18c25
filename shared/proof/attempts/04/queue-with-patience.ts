import type { EntityManager } from '@mikro-orm/postgresql';
import { Unavailable } from '@workbook/domain';
import { LockedAccounts } from './base.ts';

const patienceMs = 3000;

/** A queue for each account, in which no request waits for longer than three seconds. */
export abstract class QueuedAccounts extends LockedAccounts {
  readonly #last = new Map<number, Promise<void>>();

  /** When the next in the queue may go: `left` is when this request has left, `before` when the one before has gone. */
  protected abstract gone(before: Promise<void>, left: Promise<void>): Promise<void>;

  protected override async locked<T>(
    ids: number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    const leave: (() => void)[] = [];
    try {
      for (const id of ids.toSorted((a, b) => a - b)) {
        const before = this.#last.get(id) ?? Promise.resolve();
        const { promise, resolve } = Promise.withResolvers<void>();
        this.#last.set(id, this.gone(before, promise));
        leave.push(resolve);
        await inTime(before);
      }
      return await this.query(work);
    } finally {
      for (const one of leave) one();
    }
  }
}

async function inTime(turn: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Unavailable('too many wait')), patienceMs);
  });
  await Promise.race([turn, late]).finally(() => clearTimeout(timer));
}
