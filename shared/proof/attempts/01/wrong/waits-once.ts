/**
 * Lets one withdrawal wait for the one that is under way, and looks whether there is one.
 *
 * Wrong: two that wait for the same one both go on when it is done, and neither looks again.
 *
 * @race three-withdrawals
 * @shows screening
 */
import {
  type Account,
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
  #underWay: Promise<unknown> | undefined;

  override async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    if (this.#underWay) await this.#underWay.catch(() => {});
    const work = this.#withdraw(id, amount);
    this.#underWay = work;
    return work;
  }

  async #withdraw(id: number, amount: number): Promise<Account> {
    const account = this.found(id);
    const balance = balanceAfterWithdrawal(account, amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.store({ ...account, balance });
  }
}
