/**
 * Sends SELECT … FOR UPDATE as raw SQL, because it is shorter, and then flushes. The lock is in the
 * log, so it looks right.
 *
 * Wrong: without a transaction around it, the lock is gone when the SELECT is done.
 *
 * @race lost-update-two-instances
 * @race overdraft-two-instances
 * @shows FOR UPDATE → balance 100.*FOR UPDATE → balance 100
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { type OpenAccounts, type Resources, UnknownAccount } from '@workbook/domain';
import { AccountRow, connect, RowLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends RowLockedAccounts {
  protected override async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    return this.query(async (em) => {
      const result = await work(em);
      await em.flush();
      return result;
    });
  }

  protected override async lockedRow(em: EntityManager, id: number): Promise<AccountRow> {
    const [data] = await em.execute('select * from account where id = ? for update', [id]);
    if (!data) throw new UnknownAccount(id);
    return em.map(AccountRow, data);
  }
}
