/**
 * A queue for each account, in which no request waits for longer than three seconds: who gives up lets in whoever comes
 * next as soon as the one before has gone.
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { type OpenAccounts, type Resources, Unavailable } from '@workbook/domain';
import { connect, LockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

const patienceMs = 3000;

class Attempt extends LockedAccounts {
  readonly #last = new Map<number, Promise<void>>();

  protected override async locked<T>(
    ids: number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    const leave: (() => void)[] = [];
    try {
      for (const id of ids.toSorted((a, b) => a - b)) {
        const before = this.#last.get(id) ?? Promise.resolve();
        const { promise, resolve } = Promise.withResolvers<void>();
        this.#last.set(
          id,
          before.then(() => promise),
        );
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
