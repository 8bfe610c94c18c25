/**
 * Tries for an advisory lock of the account, which never waits.
 *
 * Wrong: nobody looks at whether the lock was there.
 *
 * @race lost-update-two-instances
 * @shows pg_try_advisory_xact_lock
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { AccountRow, connect, RowLockedAccounts, rowOf } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends RowLockedAccounts {
  protected override async lockedRow(em: EntityManager, id: number): Promise<AccountRow> {
    await em.execute('select pg_try_advisory_xact_lock(hashtext(?))', [`account:${id}`]);
    return rowOf(em, id);
  }
}
