/**
 * Each account has a mailbox and a worker, an async generator that hands one request after the other to a loop. A transfer
 * waits in both mailboxes, in the order of the ids.
 */
import { AsyncResource } from 'node:async_hooks';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, LockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

type Work = () => Promise<void>;

class Mailbox {
  readonly #letters: Work[] = [];
  #isWorking = false;

  /** Resolves when the work is done; its own errors are its own matter. */
  async put<T>(work: () => Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.#letters.push(AsyncResource.bind(() => work().then(resolve, reject)));
    if (!this.#isWorking) void this.#work();
    return promise;
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    for await (const letter of this.#read()) await letter();
    this.#isWorking = false;
  }

  async *#read(): AsyncGenerator<Work> {
    for (let letter = this.#letters.shift(); letter; letter = this.#letters.shift()) yield letter;
  }
}

class Attempt extends LockedAccounts {
  readonly #mailboxes = new Map<number, Mailbox>();

  protected override async locked<T>(
    ids: number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    const [first, ...rest] = ids.toSorted((a, b) => a - b);
    if (first === undefined) return this.query(work);
    const mailbox = this.#mailboxes.get(first) ?? new Mailbox();
    this.#mailboxes.set(first, mailbox);
    return mailbox.put(() => this.locked(rest, work));
  }
}
