/**
 * Inserts in plain SQL, and asks the session afterwards which id that was.
 *
 * Wrong: the pool may give the question another connection than the INSERT, which has given out another id, or none.
 *
 * @behaviour survives-a-failed-statement
 * @shows expected that another account can be opened
 */
import type { Account, OpenAccounts, Resources } from '@workbook/domain';
import { checkOpening } from '@workbook/domain';
import { connect, DatabaseAccounts, rowOf } from '../base.ts';

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
      const [{ id }] = await em.execute<[{ id: string }]>('select lastval() as id');
      const { balance } = await rowOf(em, Number(id));
      return { id: Number(id), owner, balance };
    });
  }
}
