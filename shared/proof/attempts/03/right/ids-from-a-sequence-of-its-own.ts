/**
 * Takes ids from a sequence before the row is made. A number that nobody uses in the end is no
 * harm.
 */
import { type Account, checkOpening, type OpenAccounts, type Resources } from '@workbook/domain';
import {
  AccountRow,
  accountOf,
  connect,
  createSchema as createTable,
  DatabaseAccounts,
} from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

export async function createSchema(resources: Resources): Promise<void> {
  await createTable(resources);
  const orm = await connect(resources.postgres);
  await orm.schema.execute('create sequence if not exists account_number');
  await orm.close();
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
