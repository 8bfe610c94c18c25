/**
 * Knows that a debit must not be done before the receiver is found, and looks for it first. Then
 * come the two methods that are right.
 *
 * Wrong: the receiver can be closed while the debit is screened.
 *
 * @race transfer-and-close
 * @shows close bob.*holds 70.*404 unknown_account|holds 70.*close bob.*404 unknown_account
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
    await this.find(to);
    const debited = await this.withdraw(from, amount);
    const credited = await this.deposit(to, amount);
    return { from: debited, to: credited };
  }
}
