/**
 * Gives the next account the number of accounts plus one. Nobody can open an account at the same
 * time, the file is locked.
 *
 * Wrong: when an account was closed, the number of accounts is an id that somebody has, or had.
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
      const account = { id: accounts.length + 1, owner, balance: opening };
      accounts.push(account);
      return account;
    });
  }
}
