/**
 * Never gives up, because in the end everybody gets through: while the change does not fit, it is
 * tried again with what is known.
 *
 * Wrong: the retry keeps the row that it has read, so it never fits, and never ends.
 *
 * @race lost-update-two-instances
 * @shows → no row.*→ no row
 */
import {
  balanceAfterDeposit,
  checkAmount,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import { AccountRow, accountOf, connect, OptimisticAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OptimisticAccounts {
  override async deposit(id: number, amount: number, expectedVersion?: number) {
    checkAmount(amount);
    return this.query(async (em) => {
      const row = await this.row(em, id, expectedVersion);
      const balance = balanceAfterDeposit(row, amount);
      const where = { id, version: row.version };
      while ((await em.nativeUpdate(AccountRow, where, { balance })) === 0);
      return { ...accountOf(row), balance, version: row.version + 1 };
    });
  }
}
