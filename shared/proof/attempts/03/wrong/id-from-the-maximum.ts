/**
 * Finds the next id by `max(id) + 1`, to have ids without gaps.
 *
 * Wrong: two openings can read the same maximum, and the id of a closed account is given out again.
 *
 * @race two-openings
 * @race opening-after-a-close
 * @shows coalesce\(max\(id\), 0\) \+ 1 AS id FROM account → 2.*→ 2.*✗ 23505
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
      const next = 'select coalesce(max(id), 0) + 1 as id from account';
      const [{ id }] = await em.execute<[{ id: number }]>(next);
      const row = em.create(AccountRow, { id, owner, balance: opening });
      await em.flush();
      return accountOf(row);
    });
  }
}
