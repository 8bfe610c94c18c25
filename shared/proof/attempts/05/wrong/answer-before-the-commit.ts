/**
 * Starts the transaction and answers at once with what it is going to store: the balances are
 * known, and the database is reliable.
 *
 * Wrong: the answer is 200 before the commit, and a crash after it takes back what was promised.
 *
 * @race crash-in-a-transfer
 * @shows 200 .*crash
 */
import {
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkTransfer,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import { connect, rowOf, TransactionalAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends TransactionalAccounts {
  override async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    const debited = await this.find(from);
    const credited = await this.find(to);
    const answer = {
      from: { ...debited, balance: balanceAfterWithdrawal(debited, amount) },
      to: { ...credited, balance: balanceAfterDeposit(credited, amount) },
    };
    void this.transaction(async (em) => {
      (await rowOf(em, from)).balance = answer.from.balance;
      (await rowOf(em, to)).balance = answer.to.balance;
    }).catch(() => {});
    return answer;
  }
}
