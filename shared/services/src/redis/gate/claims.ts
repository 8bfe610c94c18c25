import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { RESP_TYPES } from 'redis';
import { type Control, openControl } from './control.ts';
import { claimScript, flushScript, lostScript, ownScript, releaseScript } from './scripts.ts';
import { permitted, survey, Unsuitable } from './survey.ts';

/** Redis has this many databases unless it is told otherwise: the gate's clients see as many. */
export const virtualDatabases = 16;

/** Often enough for a server that ends silent connections, and to notice that it was emptied. */
const beatMs = 5000;

const releasePatienceMs = 10_000;

/**
 * The databases of the user's server that this run has claimed, and the names of the keys that it may
 * write there. All of it is recorded in the server: if this process is killed, the next visit cleans up.
 */
export class Claims implements AsyncDisposable {
  /** Tells this run from every other. A connection that carries it shows that the run is alive. */
  readonly token: string;
  readonly control: Control;
  /** The numbers that may be claimed, the best last. */
  readonly #free: number[];
  readonly #realOf = new Map<number, Promise<number>>();
  /** The names of keys that are recorded already, by database; each byte is a character. */
  readonly #recorded = new Map<number, Set<string>>();
  readonly #beat: NodeJS.Timeout;
  #disposed: Promise<void> | undefined;

  private constructor(token: string, control: Control, free: number[]) {
    this.token = token;
    this.control = control;
    this.#free = free;
    this.#beat = setInterval(() => void this.#look().catch(() => {}), beatMs).unref();
    // The server may have been started again, and hold nothing any more.
    control.on('error', () => this.#forget()).on('ready', () => this.#forget());
  }

  /**
   * Cleans up after runs that were killed, and claims nothing yet. Throws what `redis` throws.
   *
   * @throws Unsuitable
   */
  static async open(url: string): Promise<Claims> {
    const token = randomBytes(16).toString('hex');
    const control = await permitted('CLIENT SETNAME', openControl(url, token));
    try {
      const { databases, deadRuns, selectedByOthers } = await survey(control);
      const numbers = databases.map(({ number }) => String(number));
      for (const run of deadRuns) {
        await permitted('EVAL', control.sendCommand(['EVAL', releaseScript, '0', run, ...numbers]));
      }
      const free = databases
        .filter(({ run, othersKeys }) => othersKeys === 0 && (!run || deadRuns.has(run)))
        .map(({ number }) => number)
        .sort((a, b) => rank(a) - rank(b));
      // A client that has selected a database will soon write there; and most begin with the first
      // ones.
      function rank(number: number): number {
        return selectedByOthers.has(number) ? number - databases.length : number;
      }
      return new Claims(token, control, free);
    } catch (error) {
      control.destroy();
      throw error;
    }
  }

  /**
   * The database that clients know by the number `virtual`. It is claimed when it is first asked for.
   *
   * @throws Unsuitable when there is none left.
   */
  realOf(virtual: number): Promise<number> {
    const known = this.#realOf.get(virtual);
    if (known) return known;
    const claimed = this.#claim();
    this.#realOf.set(virtual, claimed);
    claimed.catch(() => this.#realOf.delete(virtual));
    return claimed;
  }

  async #claim(): Promise<number> {
    for (let number = this.#free.pop(); number !== undefined; number = this.#free.pop()) {
      const asked = this.#ask(claimScript, number, this.token);
      if ((await permitted('EVAL', asked)) === 1) return number;
    }
    throw new Unsuitable(
      'has no empty database left for this run, and the workbook never works in one that holds keys: make room, or raise its setting "databases"',
    );
  }

  /**
   * Makes sure that the names are recorded as this run's own before anything is written to them. Throws
   * an `ErrorReply` when a key of that name is there already and is not the run's.
   */
  async own(real: number, names: readonly Buffer[]): Promise<void> {
    const recorded = this.#recorded.get(real) ?? new Set();
    const fresh = names.filter((name) => !recorded.has(name.toString('latin1')));
    if (fresh.length === 0) return;
    await this.#ask(ownScript, real, this.token, ...fresh);
    for (const name of fresh) recorded.add(name.toString('latin1'));
    this.#recorded.set(real, recorded);
  }

  /** The names of the keys among a command's arguments, as the server finds them. */
  async keysIn(args: readonly Buffer[]): Promise<readonly Buffer[]> {
    const asBytes = { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } };
    return await this.control.sendCommand(['COMMAND', 'GETKEYS', ...args], asBytes);
  }

  /** All databases that are claimed by now. */
  async claimed(): Promise<number[]> {
    const settled = await Promise.allSettled(this.#realOf.values());
    return settled.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  }

  /**
   * A FLUSHDB or FLUSHALL that leaves the keys of other clients alone, as the arguments of a
   * command.
   */
  flushOf(databases: readonly number[]): (string | number)[] {
    return ['EVAL', flushScript, 0, this.token, ...databases];
  }

  #ask(script: string, ...args: readonly (string | number | Buffer)[]): Promise<unknown> {
    const texts = args.map((arg) => (typeof arg === 'number' ? String(arg) : arg));
    return this.control.sendCommand(['EVAL', script, '0', ...texts]);
  }

  /** Keeps the connection alive, and does not trust what it remembers once a claim is lost. */
  async #look(): Promise<void> {
    const lost = await this.#ask(lostScript, this.token, ...(await this.claimed()));
    if ((lost as number[]).length > 0) this.#forget();
  }

  #forget(): void {
    this.#recorded.clear();
  }

  /** From here on, a program that forgets to dispose may just end. */
  unref(): void {
    this.control.unref();
  }

  /** Removes what this run has made. What cannot be removed now is left for the next visit. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= (async () => {
      clearInterval(this.#beat);
      this.control.ref();
      const databases = await this.claimed();
      const released = this.#ask(releaseScript, this.token, ...databases).catch(() => {});
      // A server that no longer answers must not keep this process alive.
      const patience = new AbortController();
      await Promise.race([
        released,
        delay(releasePatienceMs, undefined, { signal: patience.signal }).catch(() => {}),
      ]);
      patience.abort();
      this.control.destroy();
    })();
    return this.#disposed;
  }
}
