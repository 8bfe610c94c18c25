import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { taskFailures, taskLines, tasksLine, tasksText } from '../../src/attempt/tasks-text.ts';
import type { TaskVerdict } from '../../src/json/task-verdict.ts';

const task = (
  number: number,
  name: string,
  verdict: TaskVerdict['verdict'],
  why: string | null = null,
  notJudged: string | null = null,
): TaskVerdict => ({ number, name, verdict, why, notJudged, races: [], behaviours: [] });

const tasks = [
  task(1, 'Find the lock', 'holds'),
  task(2, 'Move the screening out', 'fails', 'expected that a deposit goes on, and it waits'),
  task(3, 'Lock each account', 'holds', null, 'the key, because one lock is as correct'),
  task(4, 'Keep the context', 'open', 'what judges it has no verdict yet'),
  task(5, 'Drop the calls', 'not judged', 'because it cannot be seen'),
];

describe('the tasks', () => {
  it('have a line each, with a sign', () => {
    assert.deepEqual(taskLines(tasks), [
      '✓ 1 Find the lock',
      '✗ 2 Move the screening out',
      '✓ 3 Lock each account (in part)',
      '· 4 Keep the context',
      '– 5 Drop the calls',
    ]);
  });

  it('say in a report why they fail, and what is not judged', () => {
    assert.equal(
      tasksText(tasks, 40),
      `✓ 1 Find the lock
✗ 2 Move the screening out
    expected that a deposit goes on, and
    it waits
✓ 3 Lock each account (in part)
    not judged: the key, because one
    lock is as correct
· 4 Keep the context
    what judges it has no verdict yet
– 5 Drop the calls
    not judged, because it cannot be
    seen`,
    );
  });

  it('fit one line, by name where there is room', () => {
    assert.equal(tasksLine(tasks, 80), 'tasks: ✗ 2 Move the screening out  ✓ 1, 3  · 4  – 5');
    assert.equal(tasksLine(tasks, 40), 'tasks: ✗ 2  ✓ 1, 3  · 4  – 5');
    assert.equal(tasksLine([task(1, 'Find the lock', 'open')], 80), 'tasks: · 1');
  });

  it('that fail say what was expected and what came', () => {
    assert.deepEqual(taskFailures(tasks), [
      'Task 2, Move the screening out: expected that a deposit goes on, and it waits.',
    ]);
  });
});
