/**
 * Lets one change happen at a time: a flag is set, and whoever finds it set is refused. Nothing can
 * go wrong with the money.
 *
 * Wrong: whoever meets somebody else is refused, though it could be served a moment later.
 *
 * @race lost-update
 * @race overdraft
 * @shows 409 conflict
 */
import { type Account, Conflict, type OpenAccounts, type Resources } from '@workbook/domain';
import { ListedAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(screen);
}

class Attempt extends ListedAccounts {
  #busy = false;

  override async deposit(id: number, amount: number): Promise<Account> {
    return this.#alone(() => super.deposit(id, amount));
  }

  override async withdraw(id: number, amount: number): Promise<Account> {
    return this.#alone(() => super.withdraw(id, amount));
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    if (this.#busy) throw new Conflict();
    this.#busy = true;
    try {
      return await work();
    } finally {
      this.#busy = false;
    }
  }
}
