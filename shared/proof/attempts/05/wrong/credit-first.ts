/**
 * Credits before it debits, so that a crash can at least never lose a customer's money.
 *
 * Wrong: a crash between the two transactions leaves money that nobody has paid in.
 *
 * @race crash-in-a-transfer
 * @shows UPDATE account 2: balance = 130.*COMMIT.*crash
 */
import {
  balanceAfterWithdrawal,
  checkTransfer,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import { accountOf, connect, rowOf, TransactionalAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends TransactionalAccounts {
  override async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    balanceAfterWithdrawal(await this.find(from), amount);
    const credited = await this.deposit(to, amount);
    const debited = await this.transaction(async (em) => {
      const row = await rowOf(em, from);
      row.balance = balanceAfterWithdrawal(row, amount);
      return accountOf(row);
    });
    return { from: debited, to: credited };
  }
}
