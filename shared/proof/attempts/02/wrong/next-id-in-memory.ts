/**
 * Counts ids in memory, and begins with the largest one in the file. In memory there is no race.
 *
 * Wrong: a restart forgets an id whose account was closed, and gives it out again.
 *
 * @race crash-between-close-and-open
 * @shows given the id 2, which is taken.*rename .* ✗ crash
 */

import { join } from 'node:path';
import { type Account, checkOpening, type OpenAccounts, type Resources } from '@workbook/domain';
import { FiledAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ dataFolder, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(join(dataFolder, 'accounts.json'), screen);
}

class Attempt extends FiledAccounts {
  #nextId: number | undefined;

  override async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.screen({ kind: 'opening', owner, amount: opening });
    return this.change(({ accounts }) => {
      this.#nextId ??= Math.max(0, ...accounts.map((one) => one.id)) + 1;
      const account = { id: this.#nextId++, owner, balance: opening };
      accounts.push(account);
      return account;
    });
  }
}
