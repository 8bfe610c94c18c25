import { afterRealMs, loopTurn } from '../control/real-time.ts';

/** Knows when the code of the clients has come to rest, and wakes up when something happens. */
export class Quiescence {
  #busy = 0;
  #activity = 0;
  #signal = () => {};
  readonly #replyTimeoutMs: number;
  readonly #isClientOutOfSight: () => boolean;

  /**
   * @param replyTimeoutMs How long to wait for the end of work that is not an operation, before looking
   *   again.
   * @param isClientOutOfSight Whether some client has not finished and is nowhere to be seen.
   */
  constructor(replyTimeoutMs: number, isClientOutOfSight: () => boolean) {
    this.#replyTimeoutMs = replyTimeoutMs;
    this.#isClientOutOfSight = isClientOutOfSight;
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

  /** Waits until no code of the clients is running: nothing moves for some turns of the event loop. */
  async quiet(): Promise<void> {
    for (let still = 0; still < this.#turnsNeeded(); still += 1) {
      const before = this.#activity;
      await loopTurn();
      while (this.#busy > 0) {
        await this.changeOrDelay(this.#replyTimeoutMs);
        still = -1;
      }
      if (this.#activity !== before || isMoreWorkUnderway()) still = -1;
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

  #turnsNeeded(): number {
    return this.#isClientOutOfSight() ? turnsOutOfSight : turnsAtRest;
  }
}

/** File, name and connection requests that were started by code that is not under control. */
function isMoreWorkUnderway(): boolean {
  return process.getActiveResourcesInfo().some((name) => /Req|ConnectWrap/.test(name));
}

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
