/**
 * Lets one change happen after the other: the whole table is locked against other changes, while it
 * can still be read. Slow under load, and right.
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { AccountRow, connect, RowLockedAccounts, rowOf } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends RowLockedAccounts {
  protected override async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    return super.transaction(async (em) => {
      await em.execute('lock table account in exclusive mode');
      return work(em);
    });
  }

  protected override async lockedRow(em: EntityManager, id: number): Promise<AccountRow> {
    return rowOf(em, id);
  }
}
