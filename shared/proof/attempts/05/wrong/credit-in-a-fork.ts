/**
 * Opens a transaction for the transfer, and gives each of the two halves an entity manager of its own, as the ORM's
 * documentation asks for parallel work.
 *
 * Wrong: a fork of the entity manager is outside of the transaction: what it flushes is committed at once.
 *
 * @race crash-in-a-transfer
 * @race list-during-a-transfer
 * @shows COMMIT
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
      debited.balance = balanceAfterWithdrawal(debited, amount);
      const half = em.fork();
      const credited = await rowOf(half, to);
      credited.balance = balanceAfterDeposit(credited, amount);
      await half.flush();
      return { from: accountOf(debited), to: accountOf(credited) };
    });
  }
}
