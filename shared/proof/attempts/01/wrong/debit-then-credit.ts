/**
 * Builds the transfer from withdraw and deposit, which are both right.
 *
 * Wrong: the debit is done when it turns out that there is nobody to be credited.
 *
 * @race transfer-to-nobody
 * @shows holds 70.*404 unknown_account
 */
import { checkTransfer, type OpenAccounts, type Resources } from '@workbook/domain';
import { ListedAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(screen);
}

class Attempt extends ListedAccounts {
  override async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    const debited = await this.withdraw(from, amount);
    const credited = await this.deposit(to, amount);
    return { from: debited, to: credited };
  }
}
