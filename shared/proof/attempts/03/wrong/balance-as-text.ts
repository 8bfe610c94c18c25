/**
 * Selects in plain SQL, and forgets that the driver hands a bigint out as text.
 *
 * Wrong: one client alone is answered a balance that is text: that is not a race.
 *
 * @failure set-up-failed
 * @race openings-and-readings-alone
 * @shows the answer to "read Cleo van Dam" should have an account's balance as a whole number, and "10" came
 */
import { type Account, type OpenAccounts, type Resources, UnknownAccount } from '@workbook/domain';
import { connect, DatabaseAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends DatabaseAccounts {
  override async find(id: number) {
    return this.query(async (em) => {
      const select = 'select id, owner, balance from account where id = ?';
      const [row] = await em.execute<[Account?]>(select, [id]);
      if (!row) throw new UnknownAccount(id);
      return row;
    });
  }
}
