/**
 * Inserts the row, and then reads it back by its owner to learn its id, newest first.
 *
 * Wrong: another row that is newer may be found: an answer with somebody else's account.
 *
 * @race two-openings
 * @shows 201 dan 20.*DESC LIMIT 1 → balance 20.*201 dan 20
 */
import { type Account, checkOpening, type OpenAccounts, type Resources } from '@workbook/domain';
import { AccountRow, accountOf, connect, DatabaseAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends DatabaseAccounts {
  override async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.screen({ kind: 'opening', owner, amount: opening });
    return this.query(async (em) => {
      await em.execute('insert into account (owner, balance) values (?, ?)', [owner, opening]);
      const [row] = await em.find(AccountRow, {}, { orderBy: { id: 'desc' }, limit: 1 });
      return accountOf(row as AccountRow);
    });
  }
}
