/**
 * Looks at If-Match while it checks the request, once, and leaves the loop below to the version of the row.
 *
 * Wrong: the second try takes the version that it finds, and not the one that the user has seen.
 *
 * @race edit-over-two-requests-two-instances
 * @shows 200 ann 200
 */
import {
  balanceAfterDeposit,
  checkAmount,
  type OpenAccounts,
  type Resources,
  type VersionedAccount,
} from '@workbook/domain';
import { accountOf, connect, OptimisticAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OptimisticAccounts {
  override async deposit(id: number, amount: number, expected?: number): Promise<VersionedAccount> {
    checkAmount(amount);
    let pending = expected;
    return this.transaction(async (em) => {
      const row = await this.row(em, id, pending);
      pending = undefined;
      row.balance = balanceAfterDeposit(row, amount);
      await em.flush();
      return accountOf(row);
    });
  }
}
