/**
 * Plays safe: an advisory lock is tried, and whoever does not get it is answered 409. The ledger is
 * always right.
 *
 * Wrong: a conflict is reported although the request could be served after a short wait.
 *
 * @race lost-update-two-instances
 * @race crossed-transfers-two-instances
 * @shows pg_try_advisory_xact_lock.*409 conflict
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { Conflict, type OpenAccounts, type Resources } from '@workbook/domain';
import { AccountRow, connect, RowLockedAccounts, rowOf } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends RowLockedAccounts {
  protected override async lockedRow(em: EntityManager, id: number): Promise<AccountRow> {
    const [lock] = await em.execute<[{ taken: boolean }]>(
      'select pg_try_advisory_xact_lock(?) as taken',
      [id],
    );
    if (!lock.taken) throw new Conflict();
    return rowOf(em, id);
  }
}
