import type { CostFigure } from '../cost/report.ts';
import type { LockWaits } from './database-watch.ts';
import type { Slice } from './slice.ts';
import { median, percentile } from './statistics.ts';

type Measured = Omit<CostFigure, 'of' | 'processes' | 'workload' | 'connections'>;

/** Adds up the slices of one cell. */
export class Tally {
  readonly #perSecond: number[] = [];
  readonly #latenciesMs: number[] = [];
  #answered = 0;
  #refused = 0;
  #rollbacks: number | undefined;
  #waits: LockWaits | undefined;

  add(
    { doneInTime, answered, refused, latenciesMs }: Slice,
    sliceMs: number,
    waits?: LockWaits,
  ): void {
    this.#perSecond.push((doneInTime * 1000) / sliceMs);
    for (const latencyMs of latenciesMs) this.#latenciesMs.push(latencyMs);
    this.#answered += answered;
    this.#refused += refused;
    if (!waits) return;
    const { busy = 0, waiting = 0 } = this.#waits ?? {};
    this.#waits = { busy: busy + waits.busy, waiting: waiting + waits.waiting };
  }

  /** Rollbacks are known later than the rest: the database counts them with a delay. */
  addRollbacks(count: number): void {
    this.#rollbacks = (this.#rollbacks ?? 0) + count;
  }

  summary(): Measured {
    const answered = this.#answered;
    const waits = this.#waits;
    return {
      perSecond: rounded(median(this.#perSecond)),
      p50Ms: rounded(percentile(this.#latenciesMs, 0.5)),
      p99Ms: rounded(percentile(this.#latenciesMs, 0.99)),
      refusedShare: rounded(this.#refused / answered),
      rollbackShare: this.#rollbacks === undefined ? null : rounded(this.#rollbacks / answered),
      lockWaitShare: waits ? rounded(waits.busy === 0 ? 0 : waits.waiting / waits.busy) : null,
    };
  }
}

/** Three digits: the next run changes the third. */
function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
