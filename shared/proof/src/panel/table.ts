import { below, columns, shortened } from '../judging/columns.ts';
import type { AttemptResult } from './judge-attempt.ts';

const line = columns(6, 50, 18, 42, 32, -6);

/** The first line of the table. */
export const heading = line('step', 'attempt', 'verdict', 'race', 'shortest schedule', 'ms');

/** One attempt in the table; what surprises stands below it. */
export function attemptText(result: AttemptResult): string {
  const { step, attempt, verdict, race, schedule, durationMs, surprise } = result;
  const ms = String(durationMs);
  const text = line(step, attempt, verdict, race ?? '-', shortened(schedule ?? '-'), ms);
  return surprise === null ? text : `${text}${below}✗ ${surprise}`;
}

/** How many attempts were as their authors say, and how many were not. */
export function sumText(results: readonly AttemptResult[]): string {
  const failed = results.filter(({ surprise }) => surprise !== null).length;
  return `${results.length - failed} passed, ${failed} failed`;
}
