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
    reads.next ??= this.#readAfter(reads.now, id);
    return reads.next;
  }

  async #readAfter(earlier: Promise<Account>, id: number): Promise<Account> {
    await Promise.allSettled([earlier]);
    return this.#read(id);
  }

  async #read(id: number): Promise<Account> {
    const reads: Reads = { now: super.find(id) };
    this.#reads.set(id, reads);
    try {
      return await reads.now;
    } finally {
      if (this.#reads.get(id) === reads) this.#reads.delete(id);
    }
  }
}
