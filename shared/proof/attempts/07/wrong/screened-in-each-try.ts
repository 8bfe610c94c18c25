/**
 * Moves the screening of a withdrawal into the work that is tried again, so that all of a withdrawal stands in one
 * place.
 *
 * Wrong: a withdrawal that collides is screened once for each try, by a slow service that counts them.
 *
 * @race overdraft-two-instances
 * @shows "withdraw 60 from ann" was screened more often than it was asked for
 */
import type { OpenAccounts, Resources } from '@workbook/domain';
import { balanceAfterWithdrawal, checkAmount, type VersionedAccount } from '@workbook/domain';
import { accountOf, connect, OptimisticAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OptimisticAccounts {
  override async withdraw(
    id: number,
    amount: number,
    expectedVersion?: number,
  ): Promise<VersionedAccount> {
    checkAmount(amount);
    return this.transaction(async (em) => {
      await this.screen({ kind: 'withdrawal', account: id, amount });
      const row = await this.row(em, id, expectedVersion);
      row.balance = balanceAfterWithdrawal(row, amount);
      await em.flush();
      return accountOf(row);
    });
  }
}
