/**
 * Compares the version once, and deletes the account wherever it is still empty: "an empty account may go, whoever has
 * changed it".
 *
 * Wrong: an edit that names a version is refused when the account is at another one, and a new name is a change too.
 *
 * @race rename-and-close-two-instances
 * @shows B: 204
 */
import { OptimisticLockError } from '@mikro-orm/postgresql';
import { AccountNotEmpty, type OpenAccounts, type Resources } from '@workbook/domain';
import { AccountRow, connect, OptimisticAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OptimisticAccounts {
  override async close(id: number, expectedVersion?: number): Promise<void> {
    return this.transaction(async (em) => {
      const row = await this.row(em, id, expectedVersion);
      if (row.balance > 0) throw new AccountNotEmpty(id);
      const deleted = await em.nativeDelete(AccountRow, { id, balance: 0 });
      if (deleted === 0) throw new OptimisticLockError('there is money in it by now');
    });
  }
}
