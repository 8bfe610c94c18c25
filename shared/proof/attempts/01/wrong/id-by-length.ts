/**
 * Gives the next account the number of accounts plus one, without an await before the push, so that
 * no two can get the same.
 *
 * Wrong: when an account was closed, the number of accounts is an id that somebody has, or had.
 *
 * @race opening-after-a-close
 * @shows bob and cleo were both given the id 2.*open cleo
 */
import { type Account, checkOpening, type OpenAccounts, type Resources } from '@workbook/domain';
import { ListedAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(screen);
}

class Attempt extends ListedAccounts {
  override async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.screen({ kind: 'opening', owner, amount: opening });
    const account = { id: this.accounts.length + 1, owner, balance: opening };
    this.accounts.push(account);
    return account;
  }
}
