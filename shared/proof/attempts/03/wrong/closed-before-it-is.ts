/**
 * Answers for a closed account without asking the database: what is closed stays closed.
 *
 * Wrong: an account that may not be closed, as it holds money, is not found any more.
 *
 * @race closings-alone
 * @shows close ann.*account_not_empty.*read ann.*unknown_account
 */
import { type Account, type OpenAccounts, type Resources, UnknownAccount } from '@workbook/domain';
import { connect, DatabaseAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends DatabaseAccounts {
  readonly #closed = new Set<number>();

  override async close(id: number): Promise<void> {
    this.#closed.add(id);
    return super.close(id);
  }

  override async find(id: number): Promise<Account> {
    if (this.#closed.has(id)) throw new UnknownAccount(id);
    return super.find(id);
  }
}
