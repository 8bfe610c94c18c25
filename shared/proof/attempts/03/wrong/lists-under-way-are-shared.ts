/**
 * Spares the database the list of all accounts, which is asked for most: who asks while it is under way waits for that reply.
 * Each change forgets it, before it begins and when it is done.
 *
 * Wrong: another instance may have changed an account, and answered, since the list was read.
 *
 * @race late-list-two-instances
 * @shows the reply comes later.*deposit 50.*= 200 ann 150.*the reply arrives.*= 200 .*ann 100
 */
import type { Account, OpenAccounts, Resources } from '@workbook/domain';
import { connect, DatabaseAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends DatabaseAccounts {
  #list: Promise<Account[]> | undefined;

  override async list(): Promise<Account[]> {
    if (this.#list) return this.#list;
    const list = super.list().finally(() => {
      if (this.#list === list) this.#list = undefined;
    });
    this.#list = list;
    return list;
  }

  override async open(owner: string, opening: number): Promise<Account> {
    return this.#changing(() => super.open(owner, opening));
  }

  override async deposit(id: number, amount: number): Promise<Account> {
    return this.#changing(() => super.deposit(id, amount));
  }

  override async withdraw(id: number, amount: number): Promise<Account> {
    return this.#changing(() => super.withdraw(id, amount));
  }

  override async transfer(from: number, to: number, amount: number) {
    return this.#changing(() => super.transfer(from, to, amount));
  }

  override async close(id: number): Promise<void> {
    return this.#changing(() => super.close(id));
  }

  async #changing<T>(change: () => Promise<T>): Promise<T> {
    this.#list = undefined;
    try {
      return await change();
    } finally {
      this.#list = undefined;
    }
  }
}
