/**
 * Catches the error of the ORM and answers what the entity says: the balance on it is right.
 *
 * Wrong: the transaction that failed has stored nothing, and its client is answered 200.
 *
 * @race lost-update-two-instances
 * @shows → no row.*200
 */
import { OptimisticLockError } from '@mikro-orm/postgresql';
import {
  balanceAfterDeposit,
  checkAmount,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import { accountOf, connect, OptimisticAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OptimisticAccounts {
  override async deposit(id: number, amount: number, expectedVersion?: number) {
    checkAmount(amount);
    return this.query(async (em) => {
      const row = await this.row(em, id, expectedVersion);
      row.balance = balanceAfterDeposit(row, amount);
      await em.flush().catch((error) => {
        if (!(error instanceof OptimisticLockError)) throw error;
      });
      return accountOf(row);
    });
  }
}
