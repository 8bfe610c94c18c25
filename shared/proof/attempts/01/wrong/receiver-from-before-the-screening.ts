/**
 * Looks both accounts up before the screening, so that nobody is screened in vain, and afterwards makes sure that they are
 * still there and that there is enough.
 *
 * Wrong: what is credited is the receiver's balance from before the screening.
 *
 * @race deposit-to-the-receiver
 * @shows deposit 50 to bob
 */
import {
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkTransfer,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import { ListedAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(screen);
}

class Attempt extends ListedAccounts {
  override async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    this.found(from);
    const credited = this.found(to);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    const debited = this.found(from);
    this.found(to);
    const left = balanceAfterWithdrawal(debited, amount);
    const right = balanceAfterDeposit(credited, amount);
    return {
      from: this.store({ ...debited, balance: left }),
      to: this.store({ ...credited, balance: right }),
    };
  }
}
