/**
 * Does not queue up: whoever finds an account in use is told 409 at once. The ledger is always
 * right.
 *
 * Wrong: the account would have been free a moment later, so the refusal has no reason.
 *
 * @race lost-update
 * @race overdraft
 * @shows 409 conflict
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { Conflict, type OpenAccounts, type Resources } from '@workbook/domain';
import { connect, LockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends LockedAccounts {
  protected override async locked<T>(
    ids: number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    if (ids.some((id) => this.locks.isBusy(String(id)))) throw new Conflict();
    return super.locked(ids, work);
  }
}
