import { withoutTokens } from '../model/likeness.ts';
import type { Repeating, Turn } from '../model/run-record.ts';

/**
 * Notices when nothing new happens any more: clients that poll ask the same again and again, and are told
 * the same.
 */
export class Monotony {
  readonly #turns: readonly Turn[];
  readonly #nowMs: () => number;
  readonly #known = new Set<string>();
  /** For each turn, what it did and was told, as far as that says something, and the time of the run. */
  readonly #noted: { readonly exact: string; readonly rough: string; readonly atMs: number }[] = [];
  #turnsWithoutNews = 0;
  #firesWithoutNews = 0;

  constructor(turns: readonly Turn[], nowMs: () => number) {
    this.#turns = turns;
    this.#nowMs = nowMs;
  }

  /** The last turn is over. Most runs are short, and are not looked at. */
  note(): void {
    if (this.#turns.length < longTurns) return;
    for (const turn of this.#turns.slice(this.#noted.length)) this.#noteOne(turn);
  }

  /** Whether all clients have only repeated themselves for a while. */
  get isThere(): boolean {
    return this.#turnsWithoutNews >= enoughTurns;
  }

  /** Whether it has lasted so long that clients would go on like this for ever: code that counts has given up. */
  get lasts(): boolean {
    return this.#firesWithoutNews > enoughFires || this.#turnsWithoutNews > 3 * enoughFires;
  }

  /** Whether it is there, and this client has taken part in it. */
  isOf(name: string): boolean {
    if (!this.isThere) return false;
    return this.#turns.slice(-enoughTurns).some(({ client }) => client === name);
  }

  /**
   * How much longer than it asks for a timer takes. Clients that poll go on sooner or later, when a lock or a
   * lease has lapsed, and there may be thousands of polls until then: when many were in vain, each sleeps
   * twice as long as the one before. All do, so that the order in which they wake up stays theirs.
   */
  latenessMs(delayMs: number): number {
    const vainFires = this.#firesWithoutNews - enoughFires;
    if (vainFires <= 0) return 0;
    const factor = 2 ** Math.min(vainFires, mostDoublings) - 1;
    return Math.min(Math.max(1, delayMs) * factor, aDayMs);
  }

  /**
   * The clients that do not come to an end by themselves: each that had a turn among the last `among` has
   * only repeated a few operations. What they sleep through in between adds up to a day at least: whatever
   * lapses with time has done so. What touches numbers is only a repetition where time goes by between:
   * one page after the other is not.
   */
  repeating(among: number): readonly Repeating[] | undefined {
    if (this.#turns.length < among || !this.isThere) return undefined;
    const since = this.#turns.length - among;
    const last = this.#turns.slice(since);
    const sleeps = last.some(({ kind }) => kind === 'timer');
    if (sleeps && this.#nowMs() - (this.#noted[since]?.atMs ?? 0) < aDayMs) return undefined;
    const clients = [...new Set(last.map(({ client }) => client))].sort();
    const repeating = clients.map((client): Repeating | undefined => {
      const own = last.filter((turn) => turn.client === client);
      const keys = own.map(({ index }) => this.#noted[index]?.[sleeps ? 'rough' : 'exact']);
      const operations = periodOf(keys);
      return operations === undefined ? undefined : { client, operations, of: own.length };
    });
    return repeating.every((one) => one !== undefined) ? repeating : undefined;
  }

  #noteOne(turn: Turn): void {
    const exact = withoutTokens(`${turn.client} ${turn.kind} ${turn.text} ${toldIn(turn)}`);
    const rough = exact.replace(/\d+(\.\d+)?/g, '#');
    this.#noted.push({ exact, rough, atMs: this.#nowMs() });
    const isNews = !this.#known.has(rough);
    this.#known.add(rough);
    this.#turnsWithoutNews = isNews ? 0 : this.#turnsWithoutNews + 1;
    if (isNews) this.#firesWithoutNews = 0;
    else if (turn.kind === 'timer') this.#firesWithoutNews += 1;
  }
}

/** What came of a turn: the reply, and whatever else is not a repetition. */
function toldIn({ outcome, reply, released, finished, move }: Turn): string {
  const told = [outcome, reply, released.length, finished, move.fault];
  return JSON.stringify(told, (_, value) => (typeof value === 'bigint' ? String(value) : value));
}

/** After how many of them a list repeats itself from its beginning, if it does so often enough. */
function periodOf(keys: readonly unknown[]): number | undefined {
  for (
    let period = 1;
    period <= mostOperations && period * enoughPeriods <= keys.length;
    period += 1
  )
    if (keys.every((key, i) => i < period || key === keys[i - period])) return period;
  return undefined;
}

/** A run that is shorter is not looked at: that takes time. */
const longTurns = 40;

/**
 * So many turns in which nothing is new are no chance. Timers are late only after many more firings: code that
 * counts its polls, and gives up after some dozens, sleeps as long as it says.
 */
const enoughTurns = 30;
const enoughFires = 100;
const mostDoublings = 30;

/** A client that repeats more operations than this has not shown that it repeats them. */
const mostOperations = 24;
const enoughPeriods = 4;

/** No lock, lease or patience lasts so long. */
const aDayMs = 24 * 60 * 60 * 1000;
