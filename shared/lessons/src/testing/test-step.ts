import { join } from 'node:path';
import { loadCourse } from '@workbook/course';
import { testClaims, testProtections } from '@workbook/judge/testing';
import { testLesson } from './test-lesson.ts';
import { testTasks } from './test-tasks.ts';
import { testVariants } from './test-variants.ts';

/**
 * Tests, by node:test, all that a step says: its lesson, its protections, its tasks, its claims of the
 * races, and its variants. `folder` is the step's `test`. Throws a `TypeError` when no step has it.
 */
export async function testStep(folder: string): Promise<void> {
  const course = await loadCourse();
  const step = course.find((one) => join(one.folder, 'test') === folder);
  if (!step)
    throw new TypeError(`${folder} is not the test folder of a step that claims something`);
  testLesson(join(step.folder, 'README.md'));
  await testProtections(step);
  await testTasks(step, course);
  await testClaims(step, course);
  await testVariants(step);
}
