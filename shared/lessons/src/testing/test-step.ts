import { join } from 'node:path';
import { type CourseStep, loadCourse } from '@workbook/course';
import { testClaims, testProtections, testReduction } from '@workbook/judge/testing';
import { testLesson, testMentions } from './test-lesson.ts';
import { testTasks } from './test-tasks.ts';
import { testVariants } from './test-variants.ts';

/**
 * Tests, by node:test, what a step says of itself: its protections, its tasks, its claims of the races,
 * and that its lesson mentions only what is there. `folder` is the step's `test`. Throws a `TypeError`
 * when no step has it.
 */
export async function testStep(folder: string): Promise<void> {
  const course = await loadCourse();
  const step = stepOf(course, folder);
  testMentions(join(step.folder, 'README.md'));
  await testProtections(step);
  await testTasks(step, course);
  await testClaims(step, course);
}

/**
 * Tests, by node:test, what takes longer: that each block of a step's lesson says what a run says now,
 * its variants, and that leaving orders out changes nothing. `folder` is the step's `test`. Throws a
 * `TypeError` when no step has it.
 */
export async function testLessonRuns(folder: string): Promise<void> {
  const course = await loadCourse();
  const step = stepOf(course, folder);
  testLesson(join(step.folder, 'README.md'));
  await testVariants(step);
  testReduction(step, course);
}

function stepOf(course: readonly CourseStep[], folder: string): CourseStep {
  const step = course.find((one) => join(one.folder, 'test') === folder);
  if (!step)
    throw new TypeError(`${folder} is not the test folder of a step that claims something`);
  return step;
}
