/**
 * Lets debit and credit run at the same time with Promise.all: they touch different rows, so nobody
 * waits.
 *
 * Wrong: they are two transactions on two connections, and a crash may come between their commits.
 *
 * @race crash-in-a-transfer
 * @shows UPDATE account [12].*crash
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
    await this.find(to);
    const [debited, credited] = await Promise.all([
      this.transaction(async (em) => {
        const row = await rowOf(em, from);
        row.balance = balanceAfterWithdrawal(row, amount);
        return accountOf(row);
      }),
      this.deposit(to, amount),
    ]);
    return { from: debited, to: credited };
  }
}
