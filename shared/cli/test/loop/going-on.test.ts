import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadCourse } from '@workbook/course';
import { isLikelyGreen } from '../../src/judging/attempt-progress.ts';
import { perform } from '../../src/loop/actions.ts';
import type { Asked } from '../../src/loop/asked.ts';
import { type Change, firstState } from '../../src/loop/state.ts';
import { checkedRace, facts, standings, testResult } from '../support/loop-states.ts';

const course = await loadCourse();
const [first] = course;
const last = course.at(-1);
assert.ok(first && last);

/** What the key for the next step leads to. */
async function goOn(change: Change, step = first): Promise<Change> {
  const asked: Pick<Asked, 'course' | 'step' | 'state' | 'width'> = {
    course,
    step: step as NonNullable<typeof step>,
    state: { ...firstState(facts), doing: '', ...change },
    width: 80,
  };
  return await perform('next', asked as Asked);
}

const judging = (stage: 'first' | 'open' | 'memory'): Change => ({
  judging: { stage, races: standings({ tried: 2 }), tasks: [] },
});

describe('the next step is open', () => {
  for (const [when, change] of [
    ['as soon as the attempt is probably green', judging('open')],
    ['while it is searched for what it keeps in memory', judging('memory')],
    [
      'once it is green',
      { result: testResult('green', [checkedRace('lost update', 'prevented')]) },
    ],
  ] as const)
    it(when, async () => {
      const { view } = await goOn(change);
      assert.equal(view?.kind, 'question');
    });
});

describe('the next step is closed, and it is said why', () => {
  const red = testResult('red', [checkedRace('lost update', 'possible')]);
  for (const [when, change] of [
    ['while the first orders of each race are run', judging('first')],
    ['where the verdict is red', { ...judging('open'), result: red }],
    ['where the attempt cannot be judged', { ...judging('open'), problem: 'a syntax error' }],
  ] as const)
    it(when, async () => {
      const { view, message } = await goOn(change);
      assert.equal(view, undefined);
      assert.notEqual(message, '');
    });

  it('where it would be the page at the end of the course', async () => {
    assert.equal((await goOn(judging('open'), last)).view, undefined);
  });
});

describe('probably green', () => {
  it('begins behind the first orders', () => {
    assert.ok(!isLikelyGreen(undefined));
    assert.ok(!isLikelyGreen({ stage: 'first' }));
    assert.ok(isLikelyGreen({ stage: 'open' }));
  });
});
