/**
 * Saves the database a read: what find has answered once, it answers again, until the account is
 * changed.
 *
 * Wrong: what another instance changes is never seen.
 *
 * @race stale-read-two-instances
 * @shows deposit 50.*= 200 ann 150.*read ann.*= 200 ann 100
 */
import type { Account, OpenAccounts, Resources } from '@workbook/domain';
import { connect, DatabaseAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends DatabaseAccounts {
  readonly #found = new Map<number, Account>();

  override async find(id: number): Promise<Account> {
    const known = this.#found.get(id) ?? (await super.find(id));
    this.#found.set(id, known);
    return known;
  }

  override async deposit(id: number, amount: number): Promise<Account> {
    this.#found.delete(id);
    return super.deposit(id, amount);
  }

  override async withdraw(id: number, amount: number): Promise<Account> {
    this.#found.delete(id);
    return super.withdraw(id, amount);
  }

  override async transfer(from: number, to: number, amount: number) {
    this.#found.delete(from);
    this.#found.delete(to);
    return super.transfer(from, to, amount);
  }

  override async close(id: number): Promise<void> {
    this.#found.delete(id);
    return super.close(id);
  }
}
