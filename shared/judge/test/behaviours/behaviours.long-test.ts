import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { type CourseStep, loadCourse } from '@workbook/course';
import { behaviours, JudgePool, judgesSideBySide, startServicesFor } from '@workbook/judge';
import { changedStep } from '../../src/judging/changed-step.ts';
import { wrongSteps } from './wrong-steps.ts';

const course = await loadCourse();
const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());

let started: Promise<JudgePool> | undefined;
const judges = () => {
  started ??= startServicesFor(course).then((services) => {
    const pool = new JudgePool(stack.use(services), { size: judgesSideBySide() });
    return stack.use(pool);
  });
  return started;
};

// That the finished code keeps each of them, the steps' own tests say.
describe('a behaviour', { concurrency: true }, () => {
  it('is shown to fail at least once', () => {
    const shown = new Set(wrongSteps.map(({ behaviour }) => behaviour));
    assert.deepEqual([...shown].sort(), behaviours.map(({ id }) => id).sort());
  });

  for (const { behaviour, step, by, replacements, why } of wrongSteps)
    it(`${behaviour} fails in step ${step} by ${by}`, async () => {
      const finished = course.find(({ number }) => number === step) as CourseStep;
      await using wrong = await changedStep(finished, { name: by, replacements });
      const pool = await judges();
      const finding = await pool.behave({ step, file: wrong.file, behaviour });
      assert.match('why' in finding ? finding.why : finding.verdict, why);
    });
});
