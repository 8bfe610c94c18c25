/**
 * Has the database count, and has it add up: two short statements instead of all the rows.
 *
 * Wrong: an account that is opened between the two is added up, and not counted.
 *
 * @race report-during-an-opening-two-instances
 * @shows A: 200 ann 150 in 1 account.*count\(\*\).*COMMIT
 */
import type { OpenAccounts, OwnerReport, Resources } from '@workbook/domain';
import { AccountRow, connect, OwnerLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OwnerLockedAccounts {
  override async report(owner: string): Promise<OwnerReport> {
    return this.query(async (em) => {
      const accounts = await em.count(AccountRow, { owner });
      const [sum] = await em.execute<{ total: string }[]>(
        'select coalesce(sum(balance), 0) as total from account where owner = ?',
        [owner],
      );
      return { owner, accounts, total: Number(sum?.total) };
    });
  }
}
