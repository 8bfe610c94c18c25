/**
 * Debits with one flush, and then looks for the receiver. The error for a missing receiver is
 * correct.
 *
 * Wrong: the debit is stored when it turns out that there is nobody to be credited.
 *
 * @race transfer-to-nobody
 * @shows UPDATE account 1: balance = 70.*404 unknown_account
 */
import { checkTransfer, type OpenAccounts, type Resources } from '@workbook/domain';
import { connect, DatabaseAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends DatabaseAccounts {
  override async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    const debited = await this.withdraw(from, amount);
    const credited = await this.deposit(to, amount);
    return { from: debited, to: credited };
  }
}
