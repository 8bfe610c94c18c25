import type { Report } from '@workbook/race-test';
import { shortenPaths } from '../usage/problems.ts';
import type { Cell } from './results.ts';

type Measured = Omit<Cell, 'step' | 'ends'>;

/** A judge's report as the documented fields. */
export function cellOf({ exploration, memoryChanges, ms }: Report): Measured {
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
    reason: exploration.reason ?? null,
    memoryChanges: memoryChanges ?? null,
    durationMs: Math.round(ms),
  };
}

/** A race that could not be judged to its end, and why. */
export function cellWithoutVerdict(reason: string): Measured {
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
    reason: shortenPaths(reason),
    memoryChanges: null,
    durationMs: 0,
  };
}
