/**
 * Counts and adds in one statement: one statement is atomic.
 *
 * Wrong: the count has the snapshot of the statement, and the other opening is not committed.
 *
 * @race two-openings-one-owner-two-instances
 * @shows ann has 3 accounts.*WHERE \(SELECT count
 */
import {
  type Account,
  checkOpening,
  maxAccountsOfOwner,
  type OpenAccounts,
  type Resources,
  TooManyAccounts,
} from '@workbook/domain';
import { connect, OwnerLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OwnerLockedAccounts {
  override async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.screen({ kind: 'opening', owner, amount: opening });
    return this.transaction(async (em) => {
      await em.execute('insert into owner (name) values (?) on conflict do nothing', [owner]);
      const [row] = await em.execute<{ id: number }[]>(
        `insert into account (owner, balance)
         select ?, ? where (select count(*) from account where owner = ?) < ?
         returning id`,
        [owner, opening, owner, maxAccountsOfOwner],
      );
      if (!row) throw new TooManyAccounts(owner, maxAccountsOfOwner);
      return { id: row.id, owner, balance: opening };
    });
  }
}
