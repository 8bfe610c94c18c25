/**
 * Finds the next id by counting the rows, in the same statement that inserts: one statement cannot
 * be interrupted.
 *
 * Wrong: when an account was closed, the count is an id that somebody has, and and it is given out
 * again.
 *
 * @race opening-after-a-close
 * @race crash-between-close-and-open
 * @shows bob and cleo were both given the id 2.*SELECT count\(\*\) \+ 1
 */
import { type Account, checkOpening, type OpenAccounts, type Resources } from '@workbook/domain';
import { connect, DatabaseAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends DatabaseAccounts {
  override async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.screen({ kind: 'opening', owner, amount: opening });
    return this.query(async (em) => {
      const insert = `insert into account (id, owner, balance)
        select count(*) + 1, ?, ? from account returning id`;
      const [{ id }] = await em.execute<[{ id: number }]>(insert, [owner, opening]);
      return { id, owner, balance: opening };
    });
  }
}
