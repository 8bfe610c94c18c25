/**
 * Plays safe: a withdrawal that does not get the account at once is told that there is not enough
 * money, which no customer wonders about.
 *
 * Wrong: there is enough money: no order of the requests explains the refusal.
 *
 * @race lost-update-two-instances
 * @shows pg_try_advisory_xact_lock.*409 insufficient_funds
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { InsufficientFunds, type OpenAccounts, type Resources } from '@workbook/domain';
import { AccountRow, connect, RowLockedAccounts, rowOf } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends RowLockedAccounts {
  protected override async lockedRow(em: EntityManager, id: number): Promise<AccountRow> {
    const take = 'select pg_try_advisory_xact_lock(?) as taken';
    const [lock] = await em.execute<[{ taken: boolean }]>(take, [id]);
    if (!lock.taken) throw new InsufficientFunds(id, 0);
    return rowOf(em, id);
  }
}
