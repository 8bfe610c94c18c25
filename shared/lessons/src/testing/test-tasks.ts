import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { type CourseStep, loadTasks, projectFolder, writtenTasks } from '@workbook/course';
import { testJudges } from '@workbook/judge/testing';
import { tasksIn } from '../page/tasks-in.ts';
import { taskProblems } from './task-problems.ts';

/**
 * Tests, by node:test, that each task of a step's lesson says what judges it, and that the finished
 * code behaves as the tasks ask; the learner's attempt as well, if there is one.
 */
export async function testTasks(step: CourseStep, course: readonly CourseStep[]): Promise<void> {
  const judges = testJudges(step.number);
  const written = await writtenTasks(step);
  const tasks = await loadTasks(step);

  describe(`the tasks of step ${step.number}`, { concurrency: true }, () => {
    it('are those of the lesson, each with what judges it', async () => {
      const lesson = await readFile(join(step.folder, 'README.md'), 'utf8');
      assert.deepEqual(await taskProblems(step, course, tasksIn(lesson), written), []);
    });

    for (const file of [step.attempt, step.file])
      for (const behaviour of file ? tasks.flatMap((task) => task.behaviours) : [])
        it(`${relative(projectFolder, file ?? '')} ${behaviour}`, async () => {
          const { pool } = await judges();
          const finding = await pool.behave({ step: step.number, file: file ?? '', behaviour });
          assert.deepEqual(finding, { verdict: 'holds' });
        });
  });
}
