import { type CourseStep, loadTasks } from '@workbook/course';
import type { AttemptProgress } from '../judging/attempt-progress.ts';
import { racesToPrevent } from '../judging/judge-attempt.ts';
import { verdictsOf } from '../judging/judge-tasks.ts';

/** All races and tasks of a step, before anything is known of them. */
export async function nothingKnown(
  course: readonly CourseStep[],
  step: CourseStep,
): Promise<AttemptProgress> {
  return {
    stage: 'first',
    races: racesToPrevent(course, step).map((race) => ({ race, standing: 'waiting' })),
    tasks: verdictsOf(await loadTasks(step), [], new Map()),
    heardOf: '',
    runs: 0,
  };
}
