import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type CourseStep, findRace } from '@workbook/course';
import { testJudges } from './test-judges.ts';

/**
 * Tests, by node:test, that what a step that keeps nothing in memory but locks leaves out changes nothing: all
 * orders are run, for the first race of two clients in one instance. With a lock in Redis there are too
 * many to run them all.
 */
export function testReduction(step: CourseStep, course: readonly CourseStep[]): void {
  const race = findRace(course, 'lost-update');
  const isReduced = step.stateless || step.memoryIsWatched;
  if (!isReduced || !race || step.needs.includes('redis')) return;
  const judges = testJudges(step.number);
  it(`${race.id} ends alike in all orders and in the distinct ones`, async () => {
    const { pool } = await judges();
    const job = { race: race.id, step: step.number, file: step.file };
    const [reduced, full] = await Promise.all([
      pool.judge({ ...job, options: {} }),
      pool.judge({ ...job, options: { reduction: 'none' } }),
    ]);
    assert.deepEqual(full.exploration.outcomes, reduced.exploration.outcomes);
    assert.equal(full.exploration.run, reduced.exploration.possible);
    assert.equal(full.exploration.failing, reduced.exploration.failing);
  });
}
