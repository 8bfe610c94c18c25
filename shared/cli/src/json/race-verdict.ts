import type { Report } from '@workbook/judge';
import { shortenPaths } from '../usage/problems.ts';

/** Whether some order breaks a race, none does, or the search was bounded before it could tell. */
export type Verdict = 'prevented' | 'possible' | 'inconclusive';

/** What was found of one race on some code. */
export interface RaceVerdict {
  readonly verdict: Verdict;
  /** Whether every order was run or stood for. If not, the counts are of what was run. */
  readonly complete: boolean;
  /** Executions, those that turned out to repeat a known order included. */
  readonly runs: number;
  /**
   * Runs that differ in the order of operations that touch each other. One execution may be several of them: those that
   * differ only in when a request is sent are judged, and not executed.
   */
  readonly distinctRuns: number;
  /** Orders that can happen: what the distinct runs stand for. */
  readonly orders: number;
  /** Orders that cannot happen, because a client would have to go on while it waits. */
  readonly impossibleOrders: number;
  /** Orders, of those that can happen, which break something. */
  readonly failingOrders: number;
  readonly failingDistinctRuns: number;
  /** The failing schedule that is easiest to read, the fewest changes of client first; null when none fails. */
  readonly shortestFailingSchedule: string | null;
  /** What that schedule breaks, in one sentence. */
  readonly violation: string | null;
  /** Whether that is no race: no two requests overlap in that schedule, or in any, and one was answered wrongly. */
  readonly wrongAlone: boolean;
  /** The task of the lesson whose code is not there yet, where the service says so; null where it does not. */
  readonly notWritten: number | null;
  /** Why the verdict is inconclusive. */
  readonly reason: string | null;
  /**
   * How often the client may change in the orders that were all run for the sake of memory that
   * clients share within an instance; null when the verdict needs no such limit.
   */
  readonly memoryChanges: number | null;
  /** What was not tried, although it may matter, a sentence for each statement; absent where there is nothing. */
  readonly caveats?: readonly string[];
  readonly durationMs: number;
}

/** A judge's report as the documented fields. */
export function raceVerdictOf({ exploration, memoryChanges, ms }: Report): RaceVerdict {
  return {
    verdict: exploration.verdict,
    complete: exploration.complete,
    runs: exploration.run,
    distinctRuns: exploration.distinct,
    orders: exploration.possible,
    impossibleOrders: exploration.impossible,
    failingOrders: exploration.failing,
    failingDistinctRuns: exploration.failingDistinct,
    shortestFailingSchedule: exploration.first?.text ?? null,
    violation: exploration.first?.violation ?? null,
    wrongAlone: exploration.first?.detail.wrong?.isAlone ?? false,
    notWritten: exploration.first?.detail.wrong?.notWritten ?? null,
    reason: exploration.reason ?? null,
    memoryChanges: memoryChanges ?? null,
    ...(exploration.caveats.length > 0 && { caveats: exploration.caveats }),
    durationMs: Math.round(ms),
  };
}

/** A race that could not be judged to its end, and why. */
export function noVerdict(reason: string): RaceVerdict {
  return {
    verdict: 'inconclusive',
    complete: false,
    runs: 0,
    distinctRuns: 0,
    orders: 0,
    impossibleOrders: 0,
    failingOrders: 0,
    failingDistinctRuns: 0,
    shortestFailingSchedule: null,
    violation: null,
    wrongAlone: false,
    notWritten: null,
    reason: shortenPaths(reason),
    memoryChanges: null,
    durationMs: 0,
  };
}
