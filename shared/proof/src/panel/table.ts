import { below, columns, shortened } from '../columns.ts';
import type { Finding } from './judge-attempt.ts';

const line = columns(6, 50, 18, 42, 32, -6);

/** The first line of the table. */
export const heading = line('step', 'attempt', 'verdict', 'race', 'shortest schedule', 'ms');

/** One attempt in the table; what surprises stands below it. */
export function findingText(finding: Finding): string {
  const { step, attempt, verdict, race, schedule, durationMs, surprise } = finding;
  const ms = String(durationMs);
  const text = line(step, attempt, verdict, race ?? '-', shortened(schedule ?? '-'), ms);
  return surprise === null ? text : `${text}${below}✗ ${surprise}`;
}

/** How many attempts were found to be what they are meant to be, and how many were not. */
export function sumText(findings: readonly Finding[]): string {
  const failed = findings.filter(({ surprise }) => surprise !== null).length;
  return `${findings.length - failed} passed, ${failed} failed`;
}
