import { type OutsideWork, waitFor } from '../control/outside-work.ts';
import { afterRealMs, loopTurn, realNowMs } from '../control/real-time.ts';
import { Undecided } from '../model/errors.ts';

/** What the code of the clients has begun outside of itself. */
export interface Outside {
  /** What is under way, and may make the code go on. */
  underWay(): OutsideWork | undefined;
  /** Told when work has not come within all patience; says whether the run can go on without it. */
  giveUp(work: OutsideWork): boolean;
  /** Whether code has put something off by `setImmediate`. */
  hasImmediates(): boolean;
}

/** Knows when the code of the clients has come to rest, and wakes up when something happens. */
export class Quiescence {
  #busy = 0;
  #activity = 0;
  #signal = () => {};
  readonly #replyTimeoutMs: number;
  readonly #isClientOutOfSight: () => boolean;
  readonly #outside: Outside;

  /**
   * @param replyTimeoutMs How long to wait for the end of work that is not an operation, before looking
   *   again; what is not under control at all may take some times as long.
   * @param isClientOutOfSight Whether some client has not finished and is nowhere to be seen.
   */
  constructor(
    replyTimeoutMs: number,
    isClientOutOfSight: () => boolean,
    outside: Outside = nothingOutside,
  ) {
    this.#replyTimeoutMs = replyTimeoutMs;
    this.#isClientOutOfSight = isClientOutOfSight;
    this.#outside = outside;
  }

  /** Told when work begins or ends that is not an operation, such as opening a connection. */
  busy(change: 1 | -1): void {
    this.#busy += change;
    this.wake();
  }

  /** Told whenever something happens: a client parks, a reply is there. */
  wake(): void {
    this.#activity += 1;
    this.#signal();
  }

  /**
   * Waits until no code of the clients is running: nothing moves for some turns of the event loop, and
   * nothing is under way outside that could call back. Throws `Undecided` when that does not come.
   */
  async quiet(): Promise<void> {
    let waitedSinceMs: number | undefined;
    for (let still = 0; still < this.#turnsNeeded(); still += 1) {
      const before = this.#activity;
      await loopTurn();
      while (this.#busy > 0) {
        await this.changeOrDelay(this.#replyTimeoutMs);
        still = -1;
      }
      const work = this.#outside.underWay();
      if (this.#activity !== before || !work) waitedSinceMs = undefined;
      else await this.#waitFor(work, (waitedSinceMs ??= realNowMs()));
      if (this.#activity !== before || work) still = -1;
    }
  }

  /** Waits until something happens, for `ms` real milliseconds at most. */
  changeOrDelay(ms: number): Promise<void> {
    return new Promise<void>((resolve) => {
      const cancel = afterRealMs(ms, resolve);
      this.#signal = () => {
        cancel();
        resolve();
      };
    });
  }

  /** Most is done within some turns of the event loop; what takes longer gets the processor for itself. */
  async #waitFor(work: OutsideWork, sinceMs: number): Promise<void> {
    const waitedMs = realNowMs() - sinceMs;
    const patienceMs = (work.isQuiet ? quietPatience : patience) * this.#replyTimeoutMs;
    if (waitedMs > patienceMs && !this.#outside.giveUp(work))
      throw new Undecided(waitFor(work, `has not come within ${patienceMs / 1000} s`));
    if (waitedMs > spinningMs) await this.changeOrDelay(1);
  }

  #turnsNeeded(): number {
    if (!this.#isClientOutOfSight()) return turnsAtRest;
    return this.#outside.hasImmediates() ? turnsOfImmediates : turnsOutOfSight;
  }
}

const nothingOutside: Outside = {
  underWay: () => undefined,
  giveUp: () => false,
  hasImmediates: () => false,
};

/**
 * How many times as long as a reply something outside may take: a key derivation takes seconds on a busy
 * machine, and a worker thread has a program to load.
 */
const patience = 3;

/**
 * The same for an open connection on which no answer is due. A server that speaks first does so soon, and a run that
 * goes on without it, and then waits for nothing else, is never told as stuck.
 */
const quietPatience = 1 / 5;

/** How long the event loop is kept going round while it is waited for. */
const spinningMs = 5;

/**
 * How many turns of the event loop must go by in which nothing happens, before the code of the
 * clients counts as being at rest, while it is known what each client waits for. Promises are done
 * within a turn; the second one is for what `setImmediate` has put off.
 */
const turnsAtRest = 2;

/**
 * The same while a client is out of sight. It may wait for another client inside the process, or be
 * on its way through a chain of callbacks, with a turn for each. To take the second for the first
 * would be a wrong verdict, and a turn costs microseconds, so the number is generous.
 */
const turnsOutOfSight = 12;

/**
 * The same while its code puts something off by `setImmediate`. Such a chain comes to its end; a loop that
 * looks again and again whether another client has done something does not.
 */
const turnsOfImmediates = 1000;
