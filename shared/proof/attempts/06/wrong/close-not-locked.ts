/**
 * Locks whatever changes a balance. Closing an account changes none: it is empty, or it is not
 * closed.
 *
 * Wrong: between the look and the DELETE somebody pays in, and the money goes with the account.
 *
 * @race close-and-deposit-two-instances
 * @shows SELECT account \d.*UPDATE account \d.*DELETE
 */
import { AccountNotEmpty, type OpenAccounts, type Resources } from '@workbook/domain';
import { connect, RowLockedAccounts, rowOf } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends RowLockedAccounts {
  override async close(id: number): Promise<void> {
    return this.transaction(async (em) => {
      const row = await rowOf(em, id);
      if (row.balance > 0) throw new AccountNotEmpty(id);
      em.remove(row);
    });
  }
}
