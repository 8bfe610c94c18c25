/**
 * Commits after every statement that has worked, so that the transaction stays short and holds its
 * locks for no longer than it must.
 *
 * Wrong: between the two commits, half of a transfer is stored.
 *
 * @race crash-in-a-transfer
 * @shows UPDATE account 1: balance = 70.*COMMIT.*crash
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
    return this.query(async (em) => {
      await em.begin();
      const debited = await rowOf(em, from);
      const credited = await rowOf(em, to);
      debited.balance = balanceAfterWithdrawal(debited, amount);
      await em.commit();
      await em.begin();
      credited.balance = balanceAfterDeposit(credited, amount);
      await em.commit();
      return { from: accountOf(debited), to: accountOf(credited) };
    });
  }
}
