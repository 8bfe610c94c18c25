/**
 * Saves the database a read: who asks for an account that is being read already waits for that reply, as a data loader does.
 *
 * Wrong: the reply may have left the database before a deposit that was answered since.
 *
 * @race late-reply-two-instances
 * @shows the reply comes later.*deposit 50.*= 200 ann 150.*read ann.*the reply arrives.*= 200 ann 100
 */
import type { Account, OpenAccounts, Resources } from '@workbook/domain';
import { connect, DatabaseAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends DatabaseAccounts {
  readonly #reads = new Map<number, Promise<Account>>();

  override find(id: number): Promise<Account> {
    const read = this.#reads.get(id) ?? super.find(id).finally(() => this.#reads.delete(id));
    this.#reads.set(id, read);
    return read;
  }
}
