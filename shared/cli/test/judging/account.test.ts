import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type CourseStep, loadCourse, type Race } from '@workbook/course';
import type { Report } from '@workbook/judge';
import { Account } from '../../src/judging/account.ts';
import type { AttemptProgress } from '../../src/judging/attempt-progress.ts';
import { expectedRuns } from '../../src/judging/expected-runs.ts';

const course = await loadCourse();
const step = course.find(({ number }) => number === '08') as CourseStep;
const [short, long] = step.races
  .toSorted((a, b) => expectedRuns(step, a) - expectedRuns(step, b))
  .filter((_, i, all) => i === 0 || i === all.length - 1) as [Race, Race];

it('estimates by the runs of the finished code, at the speed of this stage', () => {
  let nowMs = 0;
  let heard: AttemptProgress | undefined;
  const account = new Account(
    step,
    [short, long],
    [],
    (now) => (heard = now),
    () => nowMs,
  );
  account.begin('first', () => true);
  nowMs = 500;
  account.hear({ done: 0, race: long.name, runs: 25 });
  assert.equal(heard?.remainingMs, undefined);
  account.begin('open');
  nowMs = 600;
  account.hear({ done: 0, race: short.name, runs: 1, result: prevented(short, 1) });
  assert.equal(heard?.remainingMs, undefined, 'one run says nothing of the speed');
  nowMs = 1500;
  account.hear({ done: 1, race: long.name, runs: 100 });
  const runsHere = 1 + 100;
  const left = expectedRuns(step, long) - 100;
  assert.ok(left > 1);
  assert.ok(
    Math.abs((heard?.remainingMs ?? 0) - (1000 / runsHere) * left) < 20,
    `${heard?.remainingMs}`,
  );
  assert.equal(heard?.isLeast, undefined);
  account.searches();
  account.hear({ done: 1, race: long.name, runs: 101 });
  assert.equal(heard?.isLeast, true, 'the finished code does not have the orders that are left');
});

it('has no estimate for an attempt that takes more runs than the finished code, nor for its tasks', () => {
  let nowMs = 0;
  let heard: AttemptProgress | undefined;
  const account = new Account(
    step,
    [long],
    [],
    (now) => (heard = now),
    () => nowMs,
  );
  account.begin('open');
  nowMs = 1000;
  const expected = expectedRuns(step, long);
  account.hear({ done: 0, race: long.name, runs: expected });
  assert.notEqual(heard?.remainingMs, undefined);
  account.hear({ done: 0, race: long.name, runs: expected + 1 });
  assert.equal(heard?.remainingMs, undefined, 'it is not known how many more there are');
  account.hear({ done: 1, race: long.name, runs: 2, result: prevented(long, expected + 2) });
  account.look('a behaviour');
  assert.equal(heard?.isAtTasks, true);
  assert.equal(heard?.remainingMs, undefined, 'no race is run');
  account.begin('memory');
  account.hear({ done: 0, race: long.name, runs: 1 });
  assert.equal(heard?.isAtTasks, undefined);
});

function prevented(race: Race, run: number) {
  const exploration = { verdict: 'prevented', run };
  return { race, report: { race: race.id, ms: 1, exploration } as unknown as Report };
}
