import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CourseStep, loadCourse, type Task } from '@workbook/course';
import { tasksIn } from '../src/page/tasks-in.ts';
import { taskProblems } from '../src/testing/task-problems.ts';

describe('the tasks of a lesson', () => {
  it('are the words in bold that the items under "Your tasks" begin with', () => {
    const lesson = `# Step

1. **Not a task**, under no heading.

## Your tasks

Begin.

1. **Turn \`withdraw\` round**: screen first.
2. **Lock both.** Always.
3. Nothing is bold here.

## More

1. **Not a task** either.
`;
    assert.deepEqual(tasksIn(lesson), ['Turn `withdraw` round', 'Lock both', '']);
    assert.deepEqual(tasksIn('# Step\n\n## Something else\n'), []);
  });

  const lock: Task = { name: 'Lock', races: ['lost-update'] };
  const cases: readonly [what: string, names: string[], tasks: Task[], problems: string[]][] = [
    ['each with what judges it', ['Lock'], [lock], []],
    ['judged in part', ['Lock'], [{ ...lock, notJudged: 'the key, because it is not seen' }], []],
    ['not in the lesson at all', [], [], ['the lesson has no list of tasks']],
    [
      'without an entry',
      ['Lock', 'Screen'],
      [lock],
      ['the task "Screen" of the lesson has no entry', 'the order is another one'],
    ],
    [
      'that are not in the lesson',
      ['Lock'],
      [lock, { ...lock, name: 'Screen' }],
      ['the lesson has no task "Screen"', 'the order is another one'],
    ],
    [
      'in another order',
      ['Screen', 'Lock'],
      [lock, { ...lock, name: 'Screen' }],
      ['the order is another one'],
    ],
    [
      'that name a race which the step does not prevent',
      ['Lock'],
      [{ ...lock, races: ['lost-update-two-instances'] }],
      ['the task "Lock" names "lost-update-two-instances", a race that this step does not prevent'],
    ],
    [
      'that name a protection which changes nothing',
      ['Lock'],
      [{ name: 'Lock', protections: ['own-entity-manager'] }],
      ['the task "Lock" names "own-entity-manager", a protection without which no race comes back'],
    ],
    [
      'that name a behaviour which there is not',
      ['Lock'],
      [{ name: 'Lock', behaviours: ['is-nice'] }],
      ['the task "Lock" names "is-nice", a behaviour that the judge does not know'],
    ],
    [
      'that nothing judges',
      ['Lock'],
      [{ name: 'Lock', races: [] }],
      ['nothing judges the task "Lock": say why'],
    ],
    [
      'that nothing judges, for no reason',
      ['Lock'],
      [{ name: 'Lock', notJudged: 'for now' }],
      ['the task "Lock" does not say why it is not judged: "because …"'],
    ],
  ];
  for (const [what, names, tasks, problems] of cases)
    it(`are looked at: ${what}`, async () => {
      const course = await loadCourse();
      const step = course.find(({ number }) => number === '04') as CourseStep;
      assert.deepEqual(await taskProblems(step, course, names, tasks), problems);
    });
});
