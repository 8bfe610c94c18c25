import type { Guide, NextOperation } from '../model/exploration.ts';
import type { ExploreOptions } from '../model/options.ts';
import type { RunRecord } from '../model/run-record.ts';
import type { JudgedRun } from '../model/scenario.ts';
import type { Move } from '../model/schedule.ts';
import type { BranchPoint } from './finding.ts';
import type { Branch } from './frontier.ts';

/** What should become of a run. */
export interface Plan extends Branch {
  /** Whether other ways to go on are noted. */
  readonly branching: boolean;
  /** Whether no client is let go after the prefix. */
  readonly stopsThere?: boolean;
  /** Chooses the moves after the prefix, where no client is let go by itself. */
  readonly guide?: Guide;
  /** Whether its orders that differ in which answers had come when a request was sent are judged as well. */
  readonly sendsAreFree?: boolean;
  /** Whether crashes that leave the same behind are noted once. */
  readonly mergesCrashes?: boolean;
  /** Whether it is run to be shown: then its turns say where in the code they come from. */
  readonly isShown?: boolean;
  /** How many turns must show that clients only repeat themselves, and how many there may be, if not as usual. */
  readonly endlessTurns?: number;
  readonly maxTurns?: number;
}

/** One execution, and where it could have gone on in another way. */
export interface Executed<Detail> {
  readonly record: RunRecord;
  /** The schedule, for people. */
  readonly text: string;
  /** The run with its judgement; absent when it turned out to repeat a known order. */
  readonly judged?: JudgedRun<Detail>;
  /** It, and the same run with its requests sent at other times; none when it repeats a known order. */
  readonly inOrders: readonly InOrder<Detail>[];
  readonly found: readonly BranchPoint[];
  /** Which clients could have been let go where the run was stopped. */
  readonly next: readonly NextOperation[];
  /** The clients that did nothing that is controlled, unless the judge accepts that. */
  readonly idle: readonly string[];
  /** Whether another run may use its instances. */
  readonly leftClean: boolean;
  /** Whether clients are said to keep nothing there. */
  readonly isStateless: boolean;
}

/** A run in one order of its turns, with its judgement there. */
export interface InOrder<Detail> {
  readonly record: RunRecord;
  readonly judged: JudgedRun<Detail>;
}

/** A run that was judged. */
export type Judged<Detail> = Executed<Detail> & { readonly judged: JudgedRun<Detail> };

/** A run that repeats a known order is not judged, and does not count. */
export const ofRepeated = {
  repeated: true,
  orders: 0,
  impossible: [],
  outcome: '',
  caveats: [],
  alike: [],
} as const;

/** Whether a move does nothing but let its client go. */
export function isPlain({ fault, victim }: Move): boolean {
  return fault === undefined && victim === undefined;
}

/** Whether a search need not execute what comes to the same as other runs of it: all of them are wanted otherwise. */
export function mayLeaveOut({ reduction, executesAll, keepsRuns }: ExploreOptions): boolean {
  return reduction !== 'none' && !executesAll && !keepsRuns;
}

/** Whether its search may begin anew on its instances: nothing fails, and nothing is kept in them. */
export function mayGoOn({ judged, leftClean, isStateless }: Executed<unknown>): boolean {
  return isStateless && leftClean && judged !== undefined && judged.violation === undefined;
}

/** A pause ends, and a timer fires, by what all other clients do: their order is not free. */
export function mayBeReordered({ turns }: RunRecord): boolean {
  return turns.every(({ move, kind }) => move.fault === undefined && kind !== 'timer');
}

/**
 * How often a run is repeated because PostgreSQL's choice was luck, before it is taken as it comes. A
 * lock goes to the wrong waiter once in some hundred times, so luck that comes again so often is not
 * luck: the server does it always.
 */
export const mostChances = 10;
