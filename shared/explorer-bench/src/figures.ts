/** What one run of the bench has measured, as it is kept in `docs/bench.json`. */
export interface Figures {
  readonly machine: Machine;
  readonly rounds: number;
  /** How many processes share the explorer's search. */
  readonly processes: number;
  readonly rates: readonly RateFigures[];
  readonly reduction: ReductionFigures;
}

/** Where and when the figures were measured. */
export interface Machine {
  readonly date: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly kernel: string;
  /** How many processes wanted a core, on average, in the minute before: what is not ours slows both sides. */
  readonly loadBefore: number;
  readonly node: string;
  readonly postgres: string;
  /** The version of PostgreSQL that it comes with; absent where it is not installed. */
  readonly isolationtester?: string;
}

/** The middle one of some measurements, and the values between which half of them lie. */
export interface Spread {
  readonly median: number;
  readonly from: number;
  readonly to: number;
}

/** Schedules in a second. */
export interface RateFigures {
  readonly name: string;
  readonly schedules: number;
  readonly target: number;
  readonly explorer: Spread;
  readonly isolationtester?: Spread;
  /** The explorer's rate as a multiple of isolationtester's, round by round. */
  readonly times?: Spread;
}

/** Milliseconds to the verdict that all orders hold. */
export interface ReductionFigures {
  readonly orders: number;
  readonly reducedRuns: number;
  readonly target: number;
  readonly fullMs: Spread;
  readonly reducedMs: Spread;
  readonly times: Spread;
}

/** The median of some measurements and their quartiles. */
export function spreadOf(measured: readonly number[]): Spread {
  const sorted = measured.toSorted((a, b) => a - b);
  const at = (share: number) => {
    const place = (sorted.length - 1) * share;
    const below = sorted[Math.floor(place)] ?? 0;
    const above = sorted[Math.ceil(place)] ?? 0;
    return rounded(below + (above - below) * (place % 1));
  };
  return { median: at(0.5), from: at(0.25), to: at(0.75) };
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
