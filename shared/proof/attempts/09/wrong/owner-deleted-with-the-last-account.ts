/**
 * Tidies up: an owner without an account needs no row.
 *
 * Wrong: an opening that has found the row waits for it, and then it is gone.
 *
 * @race close-and-open-one-owner-two-instances
 * @shows 500 internal_error.*DELETE FROM owner
 */
import { AccountNotEmpty, type OpenAccounts, type Resources } from '@workbook/domain';
import { AccountRow, connect, OwnerLockedAccounts, OwnerRow } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OwnerLockedAccounts {
  override async close(id: number): Promise<void> {
    return this.transaction(async (em) => {
      const row = await this.lockedRow(em, id);
      if (row.balance !== 0) throw new AccountNotEmpty(id);
      await em.remove(row).flush();
      const left = await em.count(AccountRow, { owner: row.owner });
      if (left === 0) await em.nativeDelete(OwnerRow, { name: row.owner });
    });
  }
}
