import { type Actor, runAs } from '../control/actor.ts';
import { guardMs } from '../control/guard.ts';
import type { Operation } from '../model/operation.ts';

/** The time of one run: it stands still, unless a timer fires or a pause goes by. */
export class RunClock {
  #nowMs: number;
  #later: RunClock | undefined;
  readonly #advanceServers: (byMs: number) => Promise<void>;
  readonly #latenessMs: (delayMs: number) => number;

  /**
   * `advanceServers` moves the time of the servers along, whose keys expire; `latenessMs` says how long after
   * it was due a timer fires.
   */
  constructor(
    advanceServers: (byMs: number) => Promise<void> = async () => {},
    latenessMs: (delayMs: number) => number = () => 0,
    beginsMs: number = beginningMs,
  ) {
    this.#nowMs = beginsMs;
    this.#advanceServers = advanceServers;
    this.#latenessMs = latenessMs;
  }

  get nowMs(): number {
    return this.#later?.nowMs ?? this.#nowMs;
  }

  /** From now on, it is the time of another run, which comes later. */
  continuesIn(later: RunClock): void {
    this.#later = later;
  }

  /** Whether a timer that is due at `dueMs` only guards against something that hangs. */
  isGuard(dueMs: number): boolean {
    return dueMs - this.#nowMs >= guardMs;
  }

  /** Lets time go by. */
  async pass(byMs: number): Promise<void> {
    await this.#advanceTo(this.#nowMs + byMs);
  }

  /** A timer of `delayMs` from now on, as an operation that calls `fire` when it is let go. */
  timer(
    delayMs: number,
    actor: Actor,
    fire: () => void,
  ): { dueMs: number; firesMs: number; operation: Operation } {
    const dueMs = this.#nowMs + Math.max(0, delayMs);
    const lateMs = this.#latenessMs(delayMs);
    const operation: Operation = {
      kind: 'timer',
      text: `timer of ${delayMs} ms`,
      // Time goes by for Redis, too: any key may expire.
      footprint: () => [{ mode: 'write', scope: 'redis' }],
      perform: async () => {
        // Something new may have happened since it was armed: then it is not late.
        await this.#advanceTo(this.#latenessMs(delayMs) > 0 ? dueMs + lateMs : dueMs);
        return {};
      },
      deliver: () => runAs(actor, fire),
    };
    return { dueMs, firesMs: dueMs + lateMs, operation };
  }

  /** A timer that fires late, after another one that was due later, does not take the time back. */
  async #advanceTo(ms: number): Promise<void> {
    const byMs = ms - this.#nowMs;
    if (byMs <= 0) return;
    this.#nowMs = ms;
    await this.#advanceServers(byMs);
  }
}

/** When every run begins: the first second of 2026. Any moment would do, as long as it is the same. */
export const beginningMs = Date.UTC(2026, 0, 1);
