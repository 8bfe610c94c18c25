/**
 * Takes the largest id that there is and adds one, all without an await.
 *
 * Wrong: when the newest account is closed, its id is given to the next one.
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
    const id = Math.max(0, ...this.accounts.map((one) => one.id)) + 1;
    const account = { id, owner, balance: opening };
    this.accounts.push(account);
    return account;
  }
}
