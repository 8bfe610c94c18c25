/**
 * Wants no race, and gets none: withdrawals are switched off until the lock is written. The balance
 * is always right.
 *
 * Wrong: a service that serves nobody is safe and useless: whoever could be served must be.
 *
 * @race lost-update
 * @race overdraft
 * @shows 503 unavailable
 */
import {
  type Account,
  checkAmount,
  type OpenAccounts,
  type Resources,
  Unavailable,
} from '@workbook/domain';
import { connect, LockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends LockedAccounts {
  override async withdraw(_id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    throw new Unavailable('withdrawals are closed for maintenance');
  }
}
