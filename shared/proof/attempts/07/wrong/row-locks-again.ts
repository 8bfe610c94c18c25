/**
 * Keeps the row lock of step 06 and adds a version for the edits. Nothing can be lost, in any
 * order.
 *
 * Wrong: others still have to wait for a client that holds a lock, has changed nothing, and is
 * paused.
 *
 * @race paused-client-two-instances
 * @behaviour decides-without-locks
 * @shows FOR UPDATE.*paused.*waits for
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, OptimisticAccounts, rowOf } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OptimisticAccounts {
  protected override async row(em: EntityManager, id: number, expectedVersion?: number) {
    await em.execute('select id from account where id = ? for update', [id]);
    return rowOf(em, id, expectedVersion);
  }
}
