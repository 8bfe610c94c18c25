/**
 * Wants all or nothing: it keeps a copy of the list before the transfer, and puts it back when the
 * screening or anything else throws.
 *
 * Wrong: the copy that is put back is from before the await, and undoes what others have stored
 * since.
 *
 * @race transfer-and-deposit
 * @shows holds 70.*200 ann 120.*200 ann 70, bob 130
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
    const debited = this.found(from);
    const credited = this.found(to);
    this.store({ ...debited, balance: balanceAfterWithdrawal(debited, amount) });
    this.store({ ...credited, balance: balanceAfterDeposit(credited, amount) });
    const planned = this.accounts;
    await this.screen({ kind: 'transfer', account: from, to, amount });
    this.accounts = planned;
    return { from: this.found(from), to: this.found(to) };
  }
}
