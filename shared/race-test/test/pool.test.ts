import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CourseStep, JudgePool, loadCourse } from '../src/index.ts';

const silenceMs = 2000;

describe('a pool of judges', () => {
  it('does not mistake the time without work for silence', async () => {
    const [step] = (await loadCourse()) as [CourseStep];
    const job = { race: 'two-openings', step: step.number, file: step.file, options: {} };
    await using pool = new JudgePool(
      { [Symbol.asyncDispose]: async () => {} },
      { size: 1, silenceMs },
    );
    await using others = new JudgePool({ [Symbol.asyncDispose]: async () => {} }, { size: 1 });
    await pool.judge(job);
    // Others have work for longer than a judge may be silent.
    for (const startMs = performance.now(); performance.now() - startMs < 1.5 * silenceMs; )
      await others.judge(job);
    const { exploration } = await pool.judge(job);
    assert.equal(exploration.verdict, 'prevented');
  });
});
