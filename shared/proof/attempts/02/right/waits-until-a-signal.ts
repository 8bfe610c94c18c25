/**
 * A queue in which a request waits until it is told, or until a signal says that a second and a half is over: then it
 * gives its place up.
 */
import { once } from 'node:events';
import { join } from 'node:path';
import { type OpenAccounts, type Resources, Unavailable } from '@workbook/domain';
import { type Contents, FiledAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ dataFolder, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(join(dataFolder, 'accounts.json'), screen);
}

class Attempt extends FiledAccounts {
  readonly #waiting: EventTarget[] = [];
  #isTaken = false;

  protected override async change<T>(change: (contents: Contents) => T): Promise<T> {
    await this.#take();
    try {
      const contents = await this.read();
      const result = change(contents);
      await this.write(contents);
      return result;
    } finally {
      const next = this.#waiting.shift();
      if (next) next.dispatchEvent(new Event('turn'));
      else this.#isTaken = false;
    }
  }

  async #take(): Promise<void> {
    if (!this.#isTaken) {
      this.#isTaken = true;
      return;
    }
    const me = new EventTarget();
    this.#waiting.push(me);
    try {
      await once(me, 'turn', { signal: AbortSignal.timeout(1500) });
    } catch (error) {
      const at = this.#waiting.indexOf(me);
      // Its turn has come in the same moment.
      if (at < 0) return;
      this.#waiting.splice(at, 1);
      throw new Unavailable('too many wait for the file', { cause: error });
    }
  }
}
