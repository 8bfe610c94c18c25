/**
 * Spares the database: the reads of an instance go one at a time, and all who ask for an account before its read is sent
 * share it. Who asks later waits for the next one.
 */
import type { Account, OpenAccounts, Resources } from '@workbook/domain';
import { connect, RowLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends RowLockedAccounts {
  readonly #notSentYet = new Map<number, Promise<Account>>();
  #lastRead: Promise<unknown> = Promise.resolve();

  override find(id: number): Promise<Account> {
    const shared = this.#notSentYet.get(id);
    if (shared) return shared;
    const read = this.#lastRead.then(() => {
      this.#notSentYet.delete(id);
      return super.find(id);
    });
    this.#notSentYet.set(id, read);
    this.#lastRead = read.catch(() => {});
    return read;
  }
}
