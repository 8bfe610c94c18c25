/**
 * Remembers that a deposit was done, and answers the second request with the account: that is fresher than what was
 * stored.
 *
 * Wrong: the account has changed since, or is closed, and the second answer is another one than the first.
 *
 * @race keys-that-come-again-when-the-accounts-have-changed-alone
 * @shows 404 unknown_account
 */
import type { Account, OpenAccounts, RequestKey, Resources } from '@workbook/domain';
import { connect, KeyedDatabaseAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends KeyedDatabaseAccounts {
  override async deposit(id: number, amount: number, key?: RequestKey): Promise<Account> {
    let isReplay = false;
    const replayed = () => {
      isReplay = true;
      key?.replayed();
    };
    const done = await super.deposit(id, amount, key && { text: key.text, replayed });
    return isReplay ? this.find(id) : done;
  }
}
