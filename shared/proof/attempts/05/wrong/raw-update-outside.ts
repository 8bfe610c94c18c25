/**
 * Debits with one raw UPDATE, which is atomic, and credits inside of a transaction. Each statement
 * by itself is safe.
 *
 * Wrong: the raw UPDATE is committed at once, before the transaction with the credit begins.
 *
 * @race crash-in-a-transfer
 * @shows BEGIN.*UPDATE account 1: balance = balance - 30 ✗ crash, reply lost
 */
import {
  balanceAfterDeposit,
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
    return this.transaction(async (em) => {
      const debited = await rowOf(em, from);
      const credited = await rowOf(em, to);
      const balance = balanceAfterWithdrawal(debited, amount);
      const update = 'update account set balance = balance - ? where id = ?';
      await this.orm.em.getConnection().execute(update, [amount, from]);
      credited.balance = balanceAfterDeposit(credited, amount);
      return { from: { ...accountOf(debited), balance }, to: accountOf(credited) };
    });
  }
}
