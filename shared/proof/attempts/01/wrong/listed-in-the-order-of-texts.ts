/**
 * Sorts the list, as the contract asks, by JavaScript's own order.
 *
 * Wrong: without a comparison, numbers are sorted as texts, and 10 comes before 2.
 *
 * @race openings-and-readings-alone
 * @shows 200 ann 100, jan 0, bob 0
 */
import { type Account, type OpenAccounts, type Resources } from '@workbook/domain';
import { ListedAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(screen);
}

class Attempt extends ListedAccounts {
  override async list(): Promise<Account[]> {
    const accounts = new Map((await super.list()).map((account) => [account.id, account]));
    // oxlint-disable-next-line require-array-sort-compare -- This is the mistake.
    return [...accounts.keys()].sort().map((id) => accounts.get(id) as Account);
  }
}
