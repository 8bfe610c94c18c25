/**
 * Makes a transfer of a withdrawal and a deposit by hand, without the slow call in between.
 *
 * Wrong: nothing screens a transfer any more.
 *
 * @race transfers-alone
 * @shows 200 ann 70, bob 80
 */
import {
  type Account,
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
  override async transfer(
    from: number,
    to: number,
    amount: number,
  ): Promise<{ from: Account; to: Account }> {
    checkTransfer(from, to, amount);
    const [debited, credited] = [this.found(from), this.found(to)];
    const balances = [
      balanceAfterWithdrawal(debited, amount),
      balanceAfterDeposit(credited, amount),
    ] as const;
    return {
      from: this.store({ ...debited, balance: balances[0] }),
      to: this.store({ ...credited, balance: balances[1] }),
    };
  }
}
