/**
 * Lets the event loop go round once before it stores the balance, so that a long list does not keep
 * other requests waiting.
 *
 * Wrong: another request reads the balance in between.
 *
 * @race overdraft
 * @race lost-update
 * @shows setImmediate
 */
import { setImmediate as loopTurn } from 'node:timers/promises';
import {
  balanceAfterWithdrawal,
  checkAmount,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import { ListedAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(screen);
}

class Attempt extends ListedAccounts {
  override async withdraw(id: number, amount: number) {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    const account = this.found(id);
    const balance = balanceAfterWithdrawal(account, amount);
    await loopTurn();
    return this.store({ ...account, balance });
  }
}
