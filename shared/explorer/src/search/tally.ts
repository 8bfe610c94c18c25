import type { Exploration } from '../model/exploration.ts';
import type { Failed } from './caveats.ts';
import type { Finding } from './finding.ts';

/** What a search has counted by now. It can be sent to another process. */
export interface Tally {
  readonly count: Record<'run' | 'distinct' | 'possible' | 'failing' | 'failingDistinct', number>;
  /** How many orders cannot happen, for each way to begin. */
  readonly impossible: Map<string, number>;
  readonly outcomes: Set<string>;
  readonly violations: Set<string>;
  readonly caveats: Set<string>;
  /** The clients that did nothing that is controlled, in all runs. */
  idle?: readonly string[];
  /** Those of which no operation has gone well, in any run. */
  failed?: readonly Failed[];
  /** Why the search cannot say that nothing fails. */
  reason?: string;
}

/** The counts before the first run. */
export function emptyTally(): Tally {
  return {
    count: { run: 0, distinct: 0, possible: 0, failing: 0, failingDistinct: 0 },
    impossible: new Map(),
    outcomes: new Set(),
    violations: new Set(),
    caveats: new Set(),
  };
}

/** Counts one more run. */
export function noteRun(tally: Tally, finding: Finding): void {
  tally.count.run += 1;
  if (finding.repeated) return;
  for (const one of [finding, ...finding.alike]) noteOrder(tally, one);
}

function noteOrder(tally: Tally, finding: Finding): void {
  const { count, impossible } = tally;
  const { ending, text, orders, violation } = finding;
  if (ending.kind === 'too-long')
    tally.reason ??= `schedule ${text.slice(0, 40)}… was given up after ${ending.turns} turns`;
  tally.idle = tally.idle?.filter((client) => finding.idle.includes(client)) ?? finding.idle;
  tally.failed =
    tally.failed?.filter(([client]) => finding.failed.some(([one]) => one === client)) ??
    finding.failed;
  count.distinct += 1;
  count.possible += orders;
  for (const [beginning, ruledOut] of finding.impossible)
    impossible.set(beginning, Math.max(impossible.get(beginning) ?? 0, ruledOut));
  tally.outcomes.add(finding.outcome);
  for (const caveat of finding.caveats) tally.caveats.add(caveat);
  if (violation === undefined) return;
  count.failing += orders;
  count.failingDistinct += 1;
  tally.violations.add(violation);
}

/** The counts as they are told. */
export function countsOf({ count, impossible, outcomes, caveats, violations }: Tally): Counts {
  return {
    ...count,
    impossible: [...impossible.values()].reduce((sum, orders) => sum + orders, 0),
    outcomes: [...outcomes].sort(),
    caveats: [...caveats].sort(),
    violations: [...violations].sort(),
  };
}

type Counts = Pick<
  Exploration,
  keyof Tally['count'] | 'impossible' | 'outcomes' | 'caveats' | 'violations'
>;
