import type { Environment } from './environment.ts';
import type { Picture } from './picture.ts';

/** What `workbook break --json` prints. */
export interface BreakResult {
  readonly format: 1;
  readonly environment: Environment;
  readonly step: string;
  readonly protections: readonly BrokenProtection[];
  readonly durationMs: number;
}

/** One protection, and what happens without it. */
export interface BrokenProtection {
  readonly id: string;
  readonly title: string;
  /** Why the races come back, or why none does. */
  readonly explanation: string;
  /** What was changed, as the lines of a diff. */
  readonly diff: string;
  /** Empty when nothing can be seen. */
  readonly comeBack: readonly RaceThatComesBack[];
  /** Ids of races that were tried and are still prevented, as far as they were run. */
  readonly stillPrevented: readonly string[];
  /** The first race that comes back; null when none does. */
  readonly picture: Picture | null;
}

/** A race that is possible again. */
export interface RaceThatComesBack {
  readonly id: string;
  readonly name: string;
  readonly shortestFailingSchedule: string;
  /** What that schedule breaks, in one sentence. */
  readonly violation: string;
  /** Executions until it was found. */
  readonly runs: number;
}
