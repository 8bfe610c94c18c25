/**
 * Saves the database a read: who asks for an account that is being read already waits for the next read, which all who
 * have asked by then share. It is sent after each of them has asked.
 */
import type { Account, OpenAccounts, Resources } from '@workbook/domain';
import { connect, DatabaseAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

interface Reads {
  readonly now: Promise<Account>;
  next?: Promise<Account>;
}

class Attempt extends DatabaseAccounts {
  readonly #reads = new Map<number, Reads>();

  override find(id: number): Promise<Account> {
    const reads = this.#reads.get(id);
    if (!reads) return this.#read(id);
    reads.next ??= reads.now.then(
      () => this.#read(id),
      () => this.#read(id),
    );
    return reads.next;
  }

  #read(id: number): Promise<Account> {
    const now = super.find(id);
    const reads: Reads = { now };
    this.#reads.set(id, reads);
    const forget = () => {
      if (this.#reads.get(id) === reads) this.#reads.delete(id);
    };
    now.then(forget, forget);
    return now;
  }
}
