/**
 * Changes both rows and flushes once, as the manual of the ORM shows it. Both have a version.
 *
 * Wrong: for several rows at once the ORM compares the versions in a SELECT, and then updates
 * without them.
 *
 * @race transfer-and-deposit-two-instances
 * @race crossed-transfers-two-instances
 * @shows SELECT account WHERE .*version = 1.*UPDATE account: balance = case when .* WHERE id IN \(1, 2\)
 */
import {
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkTransfer,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import { accountOf, connect, OptimisticAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OptimisticAccounts {
  override async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    return this.transaction(async (em) => {
      const debited = await this.row(em, from);
      const credited = await this.row(em, to);
      debited.balance = balanceAfterWithdrawal(debited, amount);
      credited.balance = balanceAfterDeposit(credited, amount);
      await em.flush();
      return { from: accountOf(debited), to: accountOf(credited) };
    });
  }
}
