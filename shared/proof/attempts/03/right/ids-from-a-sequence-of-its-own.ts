/**
 * Takes ids from a sequence before the row is made. A number that nobody uses in the end is no
 * harm.
 */
import { type Account, checkOpening, type OpenAccounts, type Resources } from '@workbook/domain';
import { createTables } from '@workbook/schema';
import { AccountRow, accountOf, connect, DatabaseAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

export async function createSchema({ postgres }: Resources): Promise<void> {
  await using orm = await connect(postgres);
  await createTables(orm, { sequences: ['account_number'] });
}

class Attempt extends DatabaseAccounts {
  override async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.screen({ kind: 'opening', owner, amount: opening });
    return this.query(async (em) => {
      const next = "select nextval('account_number')::int as id";
      const [{ id }] = await em.execute<[{ id: number }]>(next);
      const row = em.create(AccountRow, { id, owner, balance: opening });
      await em.flush();
      return accountOf(row);
    });
  }
}
