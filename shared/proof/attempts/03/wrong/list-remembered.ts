/**
 * Saves the database the longest of all reads: the list is remembered until this instance changes an
 * account.
 *
 * Wrong: the list leaves out what another instance has changed.
 *
 * @race changes-that-another-instance-has-made-alone
 * @shows list all accounts.*deposit 50 to ann.*list all accounts.*= 200 ann 100
 */
import type { Account, OpenAccounts, Resources } from '@workbook/domain';
import { connect, DatabaseAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends DatabaseAccounts {
  #listed: Account[] | undefined;

  override async list(): Promise<Account[]> {
    this.#listed ??= await super.list();
    return this.#listed;
  }

  override async open(owner: string, opening: number): Promise<Account> {
    return this.#changing(super.open(owner, opening));
  }

  override async deposit(id: number, amount: number): Promise<Account> {
    return this.#changing(super.deposit(id, amount));
  }

  override async withdraw(id: number, amount: number): Promise<Account> {
    return this.#changing(super.withdraw(id, amount));
  }

  override async transfer(from: number, to: number, amount: number) {
    return this.#changing(super.transfer(from, to, amount));
  }

  override async close(id: number): Promise<void> {
    return this.#changing(super.close(id));
  }

  async #changing<T>(change: Promise<T>): Promise<T> {
    try {
      return await change;
    } finally {
      this.#listed = undefined;
    }
  }
}
