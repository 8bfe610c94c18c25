import type { Learnt } from '../model/exploration.ts';
import type { Seen } from '../model/likeness.ts';
import type { Ending } from '../model/run-record.ts';
import type { JudgedRun } from '../model/scenario.ts';
import type { Move } from '../model/schedule.ts';
import type { Failed } from './caveats.ts';
import type { Branch, Sleeper } from './frontier.ts';
import type { Met } from './postponed.ts';

/** Where a run could have gone on in another way. */
export interface BranchPoint extends Pick<Branch, 'sleeping' | 'others' | 'likewise' | 'isLikely'> {
  /** How many of the run's turns come before. */
  readonly at: number;
  readonly move: Move;
}

/** Notes that a run could have gone on in another way. */
export type NoteBranch = (
  at: number,
  move: Move,
  sleeping: readonly Sleeper[],
  others?: readonly string[],
) => void;

/** What a search needs to know of a run; small enough to be sent from one process to another. */
export interface Finding {
  /** The schedule. */
  readonly text: string;
  readonly moves: readonly Move[];
  /** What was asked for and told in each turn. */
  readonly seen: readonly Seen[];
  readonly ending: Ending;
  /** The operations that conflict with another client's. */
  readonly met: readonly Met[];
  /** The clients that did nothing that is controlled, unless the judge accepts that. */
  readonly idle: readonly string[];
  /** The clients of which no operation has gone well. */
  readonly failed: readonly Failed[];
  /** Whether it turned out to repeat a known order; then it does not count. */
  readonly repeated: boolean;
  readonly found: readonly BranchPoint[];
  /** How many orders it stands for. */
  readonly orders: number;
  /** How many orders cannot happen, for each way to begin. */
  readonly impossible: readonly (readonly [string, number])[];
  readonly outcome: string;
  /** What this run leaves untried. */
  readonly caveats: readonly string[];
  readonly violation?: string;
  /** The same run with its requests sent at other times: orders of their own, that need not be run. */
  readonly alike: readonly Finding[];
  /** What its executor, which is the only one, has learnt by now, where that is more than it has told. */
  readonly learnt?: Learnt;
  /** The whole of it, a `JudgedRun`, where runs are kept. */
  readonly whole?: unknown;
  /** An equivalent order that is easier to read, if the run breaks something and may be reordered. */
  readonly easiest?: readonly Move[];
}

/** The orders of a run that break something, the shortest first. */
export function failingOf(finding: Finding): Finding[] {
  const all = finding.repeated ? [] : [finding, ...finding.alike];
  return all
    .filter(({ violation }) => violation !== undefined)
    .sort((one, other) => one.moves.length - other.moves.length);
}

/** The branches that a run has passed by. */
export function branchesOf({ found, moves, seen }: Finding): Branch[] {
  return found.map(({ at, move, ...how }) => ({
    ...how,
    prefix: [...moves.slice(0, at), move],
    expected: seen.slice(0, at),
  }));
}

/** Executes runs for a search: in this process, or in another one. */
export interface SearchExecutor<Detail> {
  /** How many branches it may be given before the first of them is answered. */
  readonly capacity: number;
  readonly reusesInstances: boolean;
  /** From now on, every run gets new instances. */
  renewInstances(): void;
  /** From now on, each run may repeat itself for long before it counts as endless. */
  takeTime(): void;
  /** From now on, orders that differ only in when a request is sent are executed. */
  executeAllSends(): void;
  /** From now on, it knows what another one has learnt. */
  know(learnt: Learnt): void;
  /** Executes a branch; resolves to nothing when it cannot happen. */
  find(branch: Branch): Promise<Finding | undefined>;
  /**
   * The whole of a run that breaks something, in its easiest order, confirmed on new instances. Throws
   * `SeemedEndless` when it seemed to be endless, and is not.
   */
  confirm(finding: Finding): Promise<JudgedRun<Detail>>;
}
