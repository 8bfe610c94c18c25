/**
 * The lock of the lesson, with the times of the last changes written down, and how long they have taken.
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, LockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

interface Line {
  readonly at: Date;
  readonly tookMs: number;
}

class Attempt extends LockedAccounts {
  readonly lines: Line[] = [];

  protected override async locked<T>(
    ids: number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    const begunMs = performance.now();
    try {
      return await super.locked(ids, work);
    } finally {
      this.lines.push({ at: new Date(), tookMs: performance.now() - begunMs });
    }
  }
}
