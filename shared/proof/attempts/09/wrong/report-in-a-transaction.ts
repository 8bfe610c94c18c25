/**
 * The report asks twice, for the ids and for each balance, and a transaction holds both together.
 *
 * Wrong: at READ COMMITTED each statement of a transaction sees another moment.
 *
 * @race report-during-a-transfer-two-instances
 * @shows A: 200 ann 130 in 2 accounts.*BEGIN.*SELECT account 1 → balance 100.*SELECT account 2 → balance 30
 */
import type { OpenAccounts, OwnerReport, Resources } from '@workbook/domain';
import { AccountRow, connect, OwnerLockedAccounts, rowOf } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OwnerLockedAccounts {
  override async report(owner: string): Promise<OwnerReport> {
    return this.transaction(async (em) => {
      const rows = await em.find(
        AccountRow,
        { owner },
        { fields: ['id'], disableIdentityMap: true },
      );
      let total = 0;
      for (const { id } of rows) total += (await rowOf(em, id)).balance;
      return { owner, accounts: rows.length, total };
    });
  }
}
