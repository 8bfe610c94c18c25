/**
 * Turns on the result cache of the ORM for the page that is looked at most.
 *
 * Wrong: the cache lives in the instance, and knows nothing of what another one writes.
 *
 * @race stale-read-two-instances
 * @shows 200 ann 150.*200 ann 100
 */
import { type Account, type OpenAccounts, type Resources, UnknownAccount } from '@workbook/domain';
import { AccountRow, accountOf, connect, DatabaseAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends DatabaseAccounts {
  override async find(id: number): Promise<Account> {
    return this.query(async (em) => {
      const row = await em.findOne(AccountRow, { id }, { cache: 1000 });
      if (!row) throw new UnknownAccount(id);
      return accountOf(row);
    });
  }
}
