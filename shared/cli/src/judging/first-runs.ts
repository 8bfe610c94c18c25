import type { CourseStep, Race } from '@workbook/course';
import { expectedRuns } from './expected-runs.ts';

/** How many runs of each race come before all runs of any, at least: most mistakes show within these. */
export const firstRuns = 25;

/** A race of so few runs comes to its end with them: to go on with it later, on new instances, would take longer. */
const fewRuns = 40;

/** How many runs of a race come before all runs of any. */
export function firstRunsOf(step: CourseStep, race: Race): number {
  const expected = expectedRuns(step, race);
  return expected > firstRuns && expected <= fewRuns ? fewRuns : firstRuns;
}
