/**
 * Writes the debit, and answers both sums.
 *
 * Wrong: the receiver's new balance is answered and never stored.
 *
 * @race transfers-alone
 * @race transfer-and-deposit-a-before-b
 * @shows 409 insufficient_funds to "transfer 80 from bob to ann": it should be 200 bob 0, ann 150
 */
import {
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkTransfer,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import { accountOf, connect, DatabaseAccounts, rowOf } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends DatabaseAccounts {
  override async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    return this.query(async (em) => {
      const debited = await rowOf(em, from);
      const credited = await rowOf(em, to);
      debited.balance = balanceAfterWithdrawal(debited, amount);
      const balance = balanceAfterDeposit(credited, amount);
      await em.flush();
      return { from: accountOf(debited), to: { ...accountOf(credited), balance } };
    });
  }
}
