import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Protection } from '@workbook/course';
import { screenOf } from '../../src/loop/render.ts';
import { type Change, firstState } from '../../src/loop/state.ts';
import { bodyRows } from '../../src/terminal/screen.ts';
import {
  checkedRace,
  checkedTask,
  facts,
  question,
  standings,
  testResult,
} from '../support/loop-states.ts';

const first = firstState(facts);

const screen = (change: Change, width = 80) => screenOf({ ...first, doing: '', ...change }, width);

const prevented = checkedRace('lost update', 'prevented');
const possible = checkedRace('write skew', 'possible');
const undone = [
  checkedTask(1, 'Read with the lock', 'holds'),
  checkedTask(2, 'Lock both rows', 'holds'),
  checkedTask(3, 'Bound the wait', 'fails', 'expected an answer, and it was not answered'),
];
const picture = {
  lines: [],
  source: null,
  race: possible.id,
  schedule: 'AABB',
  text: `ann lost 50\n\nA │ B\n\nreplay: npx workbook replay 06 write-skew AABB`,
  replayCommand: 'npx workbook replay 06 write-skew AABB',
};

describe('the second line', () => {
  const green = testResult('green', [prevented, checkedRace('write skew', 'prevented')]);
  const limited = testResult('green', [
    checkedRace('lost update', 'prevented', { memoryChanges: 2 }),
  ]);
  const lines: readonly [what: string, change: Change, line: string][] = [
    ['what is being done', { doing: 'starting', result: green }, '… starting'],
    ['for how long', { doing: 'loading your code', seconds: 7 }, '… loading your code (7 s)'],
    ['nothing yet', {}, ''],
    [
      'what is covered, when it is green',
      { result: green },
      '✓ Green: 2 races cannot happen: all 2,000 orders, 20 runs. (3.1 s)',
    ],
    [
      'that there is a note, when not all is covered',
      { result: limited },
      '✓ Green: 1 race cannot happen: all 1,000 orders, 10 runs *. (3.1 s)',
    ],
    [
      'the race, when it is red',
      { result: testResult('red', [prevented, possible]) },
      '✗ Red: write skew can happen. (3.1 s)',
    ],
    [
      'that there is no verdict',
      { result: testResult('inconclusive', [checkedRace('write skew', 'inconclusive')]) },
      '? Inconclusive: nothing fails, but not all orders could be tried. (3.1 s)',
    ],
    [
      'the task, when no race fails and it is red all the same',
      { result: testResult('red', [prevented], { tasks: undone }) },
      '✗ Red: task 3 is not done: Bound the wait. (3.1 s)',
    ],
    [
      'that no race fails where no two requests overlap in the order that fails',
      {
        result: testResult('red', [prevented, { ...possible, wrongAlone: true }]),
      },
      '✗ Red: wrong, and no two requests overlap: write skew. (3.1 s)',
    ],
    ['what comes before a verdict', { problem: 'a type error' }, '! This cannot be judged yet.'],
  ];
  for (const [what, change, line] of lines)
    it(`says ${what}`, () => assert.equal(screen(change).verdict, line));

  it('leaves out the time where there is no room for it', () => {
    const alone = checkedRace('openings and readings, alone', 'possible', {
      nobodyOverlaps: true,
      wrongAlone: true,
    });
    const { verdict } = screen({ result: testResult('red', [alone], { durationMs: 10_600 }) });
    assert.equal(
      verdict,
      '✗ Red: wrong, and no two requests overlap: openings and readings, alone.',
    );
  });

  it('fits 80 columns for as many races, orders and runs as the course has', () => {
    const many = checkedRace('a', 'prevented', { orders: 499_999, runs: 999, memoryChanges: 2 });
    const result = testResult('green', Array(20).fill(many), { durationMs: 99_900 });
    const { verdict } = screen({ result });
    assert.match(verdict, /all 9,999,980 orders, 19,980 runs \*\. \(99\.9 s\)$/);
    assert.ok(verdict.length <= 80, `${verdict.length} characters`);
  });
});

describe('the first line', () => {
  const lines: readonly [width: number, line: string][] = [
    [80, 'Step 06 of 08: SELECT … FOR UPDATE  steps/06/attempt/accounts.ts'],
    [45, 'Step 06 of 08  steps/06/attempt/accounts.ts'],
    [40, '06/08  steps/06/attempt/accounts.ts'],
  ];
  for (const [width, line] of lines)
    it(`names the file to edit on ${width} columns`, () =>
      assert.equal(screen({}, width).title, line));
});

describe('the body', () => {
  it('says before the first save what Enter makes, how much red to expect, and what there is to do', () => {
    const tasks = [checkedTask(1, 'Read with the lock', 'open')];
    const judging = { stage: 'first', races: standings({ waiting: 2 }), tasks } as const;
    assert.equal(
      screen({ view: { kind: 'begin' }, judging }).body,
      `Enter makes steps/06/attempt/ for you, with the code that this step begins with.
Expected red: 4 races can happen.

l shows the lesson.

The tasks of the lesson:
· 1 Read with the lock

The races that this step ends:
· waiting 1  not judged yet

What it must keep, each request alone and the races of the steps before:
· 1`,
    );
  });

  it('lists protections by the keys that take them out, no wider than the terminal', () => {
    const title = 'the id is taken and the counter raised without an await between the two of them';
    const protections = [{ title }, { title: 'short' }] as unknown as readonly Protection[];
    const { body } = screen({ view: { kind: 'break', protections } }, 40);
    assert.match(
      body,
      /\n\n1 {2}the id is taken and the counter\n {3}raised without .*\n {3}two of them\n2 {2}short$/,
    );
    assert.ok(
      body.split('\n').every((line) => line.length <= 40),
      body,
    );
  });

  it('asks before it spoils, no wider than the terminal', () => {
    const { body } = screen({ view: { kind: 'spoil' } }, 40);
    assert.match(body, /^Step 06 is not green yet, /);
    assert.ok(body.split('\n').every((line) => line.length <= 40));
  });

  it('asks the question with a key for each answer', () => {
    assert.equal(
      screen({ view: { kind: 'question', question } }).body,
      `Before you begin step 01: Can a deposit be lost?

y  can happen: some order of the operations does harm
n  cannot happen: no order does
s  skips the question`,
    );
  });

  it('shows the run that fails, the command that replays it in one piece, and the keys that help', () => {
    const result = testResult('red', [possible], { picture });
    for (const width of [80, 40])
      assert.equal(
        screen({ result }, width).body.replace(/\s(?=again, h)/, ' '),
        `ann lost 50\n\nA │ B\n\ne opens your editor there, r runs it again, h helps\nreplay: ${picture.replayCommand}`,
      );
  });

  it('says why there is no verdict', () => {
    const open = checkedRace('write skew', 'inconclusive', { reason: 'a bound was hit' });
    assert.equal(
      screen({ result: testResult('inconclusive', [open]) }).body,
      'write skew: a bound was hit',
    );
  });

  it('says what can be done next when it is green, and what was not covered', () => {
    const memory = checkedRace('lost update', 'prevented', { memoryChanges: 2 });
    assert.equal(
      screen({ result: testResult('green', [memory]), story: '12 min at work.' }).body,
      `Opened again by this step, in its finished code too: changes in turn.
Still open: paused client.

12 min at work.

* Orders that differ only in memory were run once. If your code keeps state in
memory, only orders with up to 2 switches between clients were tried.

d compares your code with the finished one, steps/06/src. x takes its
protections out, one at a time. g asks what can happen on the steps that you
have seen. n asks what the next step will do, and goes there.`,
    );
  });

  it('says which tasks are done: all by name when it is green, in one line when it is red', () => {
    const done = undone.map((task) => ({ ...task, verdict: 'holds' as const }));
    const green = screen({ result: testResult('green', [prevented], { tasks: done }) }).body;
    assert.match(
      green,
      /^✓ 1 Read with the lock\n✓ 2 Lock both rows\n✓ 3 Bound the wait\n\nOpened again/,
    );
    const red = testResult('red', [possible], { picture, tasks: undone });
    assert.match(
      screen({ result: red }).body,
      /^tasks: ✗ 3 Bound the wait {2}✓ 1, 2\n\nann lost 50/,
    );
  });

  it('says of a task that is not done what was expected, and what came', () => {
    assert.equal(
      screen({ result: testResult('red', [prevented], { tasks: undone }) }).body,
      `tasks: ✗ 3 Bound the wait  ✓ 1, 2

Task 3, Bound the wait: expected an answer, and it was not answered.`,
    );
  });

  it('fits 80×24 where six tasks are done, and something was not covered', () => {
    const memory = checkedRace('lost update', 'prevented', { memoryChanges: 2 });
    const tasks = Array.from({ length: 6 }, (_, i) => checkedTask(i + 1, 'A task', 'holds'));
    const { body } = screen({ result: testResult('green', [memory], { tasks }) });
    assert.ok(body.split('\n').length <= bodyRows(24), body);
  });

  it('says how the races stand, in one line above the run that fails', () => {
    // What comes behind the race that fails may have been found, or not.
    const races = standings({ prevented: 2, tried: 3, possible: 1, waiting: 4 }).concat(
      standings({ prevented: 1 }),
    );
    const judging = { stage: 'first', races, tasks: [] } as const;
    const red = testResult('red', [checkedRace('possible 1', 'possible')], { picture });
    assert.match(
      screen({ judging, result: red }).body,
      /^races: ✗ possible 1 {2}✓ 2 {2}… 3 {2}· 5\n\nann lost 50/,
    );
    const undecided = testResult('red', [checkedRace('possible 1', 'possible')], {
      picture,
      tasks: undone,
    });
    assert.match(
      screen({ judging, result: undecided }, 30).body,
      /^tasks: ✗ 3 {2}✓ 1, 2\nraces: ✗ 1 {2}✓ 2 {2}… 3 {2}· 5$/m,
    );
  });

  it('lists tasks and races while they are judged, and says why it takes long once nothing has failed', () => {
    const races = standings({ prevented: 2, tried: 1, waiting: 1 });
    const judging = { stage: 'open', races, tasks: undone.slice(0, 2) } as const;
    const list = `The tasks of the lesson:
✓ 1 Read with the lock
✓ 2 Lock both rows

The races that this step ends:
✓ prevented 1  cannot happen
… tried 1      nothing has failed so far
· waiting 1    not judged yet

What it must keep, each request alone and the races of the steps before:
✓ 1`;
    const { body } = screen({ judging });
    assert.equal(body.slice(0, list.length), list);
    assert.match(
      body.slice(list.length),
      /^\n\nProbably green: nothing has failed in the first 25 runs of each race\. /,
    );
    assert.match(
      screen({ judging: { ...judging, stage: 'memory' } }).body,
      /Nothing has failed so/,
    );
    assert.equal(screen({ judging: { ...judging, stage: 'first' } }).body, list);
    assert.equal(
      screen({ judging: { ...judging, stage: 'first' }, view: { kind: 'standing' } }).body,
      list,
    );
    assert.equal(screen({}).body, '');
  });

  it('says what has to be repaired, in place of an older verdict', () => {
    const result = testResult('green', [prevented]);
    assert.equal(screen({ result, problem: 'a type error' }).body, 'a type error');
  });
});

it('the first line says where the learner is, the last one which keys there are', () => {
  const { title, keys } = screen({});
  assert.equal(title, 'Step 06 of 08: SELECT … FOR UPDATE  steps/06/attempt/accounts.ts');
  assert.match(keys, /^h hint .* q quit$/);
});
