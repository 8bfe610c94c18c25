/**
 * Does not want a missing receiver to break a transfer's transaction, so it catches the error
 * inside and goes on to the end.
 *
 * Wrong: the error is swallowed inside of the transaction, and the debit is committed without its
 * credit.
 *
 * @race transfer-to-nobody
 * @shows UPDATE account 1: balance = 70
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
    let failure: unknown;
    const answer = await this.transaction(async (em) => {
      const debited = await rowOf(em, from);
      debited.balance = balanceAfterWithdrawal(debited, amount);
      try {
        const credited = await rowOf(em, to);
        credited.balance = balanceAfterDeposit(credited, amount);
        return { from: accountOf(debited), to: accountOf(credited) };
      } catch (error) {
        failure = error;
        return undefined;
      }
    });
    if (!answer) throw failure;
    return answer;
  }
}
