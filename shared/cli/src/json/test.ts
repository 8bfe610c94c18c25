import type { CheckResult } from './check.ts';

/** What `workbook test --json` prints. */
export interface TestResult extends Omit<CheckResult, 'notAsked' | 'probablyGreenMs'> {
  /** The race that fails: the first in the order in which they are asked; null when none does. */
  readonly failing: string | null;
  /** Ids of the races that were not run to a verdict, because another one fails, or a task is not done. */
  readonly notRun: readonly string[];
}
