/**
 * Remembers requests that are under way: whoever asks for the same meanwhile is given the same promise.
 *
 * Wrong: two withdrawals of the same amount are two withdrawals, and only one is carried out.
 *
 * @race overdraft
 * @shows 200 ann 40.*200 ann 40
 */
import type { Account, OpenAccounts, Resources } from '@workbook/domain';
import { ListedAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(screen);
}

class Attempt extends ListedAccounts {
  readonly #underWay = new Map<string, Promise<Account>>();

  override async withdraw(id: number, amount: number): Promise<Account> {
    const key = `withdraw:${id}:${amount}`;
    const known = this.#underWay.get(key);
    if (known) return known;
    const work = super.withdraw(id, amount).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, work);
    return work;
  }
}
