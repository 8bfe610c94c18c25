/**
 * Knows that an id must be taken once, and takes it at the very beginning, so that the screening
 * could use it.
 *
 * Wrong: the number is read before the await and counted up after it: two openings at a time read
 * the same.
 *
 * @race two-openings
 * @shows open cleo.*open dan.*screening.*screening
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
    const id = this.nextId;
    await this.screen({ kind: 'opening', owner, amount: opening });
    this.nextId = id + 1;
    const account = { id, owner, balance: opening };
    this.accounts.push(account);
    return account;
  }
}
