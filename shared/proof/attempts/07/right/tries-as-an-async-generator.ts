/**
 * The tries come out of an async generator, which waits between them: the loop is the retry.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type EntityManager, OptimisticLockError } from '@mikro-orm/postgresql';
import { Conflict, type OpenAccounts, type Resources } from '@workbook/domain';
import { connect, OptimisticAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

async function* tries(most: number): AsyncGenerator<number, void> {
  for (let number = 1; number <= most; number += 1) {
    yield number;
    await delay(10 * 2 ** number + Math.floor(Math.random() * 10));
  }
}

class Attempt extends OptimisticAccounts {
  protected override async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    let cause: unknown;
    for await (const _ of tries(5)) {
      try {
        return await this.query((em) => em.transactional(work));
      } catch (error) {
        if (!(error instanceof OptimisticLockError)) throw error;
        cause = error;
      }
    }
    throw new Conflict(undefined, { cause });
  }
}
