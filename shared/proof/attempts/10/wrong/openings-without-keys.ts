/**
 * Looks at keys where money is taken, and not where an account is opened.
 *
 * Wrong: the client opens a second account, because it has not heard of the first.
 *
 * @race lost-reply-of-an-opening-sent-again
 * @shows again: open ann
 */
import { type Account, type OpenAccounts, type Resources } from '@workbook/domain';
import { connect, KeyedDatabaseAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends KeyedDatabaseAccounts {
  override async open(owner: string, opening: number): Promise<Account> {
    return super.open(owner, opening);
  }
}
