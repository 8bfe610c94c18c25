/**
 * Closes an account that holds no money, as step 06 did.
 *
 * Wrong: an account that owes money is closed, and the debt goes with it.
 *
 * @race withdrawals-from-two-accounts-of-one-owner-alone
 * @shows close ann
 */
import { AccountNotEmpty, type OpenAccounts, type Resources } from '@workbook/domain';
import { connect, OwnerLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OwnerLockedAccounts {
  override async close(id: number): Promise<void> {
    return this.transaction(async (em) => {
      const row = await this.lockedRow(em, id);
      if (row.balance > 0) throw new AccountNotEmpty(id);
      em.remove(row);
    });
  }
}
