/**
 * Takes the largest id in the file and adds one, so that there is nothing else to store.
 *
 * Wrong: when the newest account is closed, its id is given to the next one.
 *
 * @race opening-after-a-close
 * @race crash-between-close-and-open
 * @shows bob and cleo were both given the id 2.*open cleo
 */

import { join } from 'node:path';
import { type Account, checkOpening, type OpenAccounts, type Resources } from '@workbook/domain';
import { FiledAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ dataFolder, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(join(dataFolder, 'accounts.json'), screen);
}

class Attempt extends FiledAccounts {
  override async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.screen({ kind: 'opening', owner, amount: opening });
    return this.change(({ accounts }) => {
      const id = Math.max(0, ...accounts.map((one) => one.id)) + 1;
      const account = { id, owner, balance: opening };
      accounts.push(account);
      return account;
    });
  }
}
