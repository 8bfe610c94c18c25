/**
 * Stores with the key that the work was done, and reads the account for the answer when that is committed.
 *
 * Wrong: another request has changed the account by then.
 *
 * @race lost-update-two-instances
 * @shows no one-at-a-time order
 */
import type { Account, OpenAccounts, RequestKey, Resources } from '@workbook/domain';
import { connect, KeyedDatabaseAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends KeyedDatabaseAccounts {
  override async withdraw(id: number, amount: number, key?: RequestKey): Promise<Account> {
    let isReplay = false;
    const replayed = () => {
      isReplay = true;
      key?.replayed();
    };
    const done = await super.withdraw(id, amount, key && { text: key.text, replayed });
    return isReplay ? done : this.find(id);
  }
}
