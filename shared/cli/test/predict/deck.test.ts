import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CourseStep, loadCourse } from '@workbook/course';
import { deck, type Learner, runsOf } from '../../src/predict/deck.ts';
import type { Card, CardName } from '../../src/predict/leitner.ts';

const course = await loadCourse();
const today = '2026-11-20';
const due: Card = { step: '05', day: '2026-11-10', right: true, rights: 1 };
const later: Card = { step: '02', day: today, right: true, rights: 1 };

const firstOf = (cards: Iterable<CardName>, count: number): CardName[] => {
  const first: CardName[] = [];
  for (const card of cards) if (first.push(card) === count) break;
  return first;
};

const names = (learner: Omit<Learner, 'step'> & { at: number }, count: number): CardName[] => {
  const step = course[learner.at - 1] as CourseStep;
  return firstOf(deck(course, { ...learner, step }, today, 7), count);
};

describe('workbook predict without a step asks', () => {
  it('what is due, then the questions that were not asked, then runs of the steps behind', () => {
    const asked = names({ at: 3, isGreen: false, cards: [later, due] }, 6);
    assert.deepEqual(asked.slice(0, 3), [due, { step: '01' }, { step: '03' }]);
    assert.deepEqual(asked.slice(3), [
      { step: '02', seed: 7 },
      { step: '01', seed: 8 },
      { step: '02', seed: 9 },
    ]);
  });

  it('nothing of the code of a step before that is green', () => {
    assert.deepEqual(names({ at: 1, isGreen: false, cards: [] }, 5), [{ step: '01' }]);
    assert.deepEqual(names({ at: 1, isGreen: true, cards: [] }, 2), [
      { step: '01' },
      { step: '01', seed: 7 },
    ]);
  });

  it('no card of a step that the course does not have any more', () => {
    const gone = { ...due, step: '42' };
    assert.deepEqual(names({ at: 1, isGreen: false, cards: [gone] }, 5), [{ step: '01' }]);
  });
});

it('workbook predict with a step draws runs of that step', () => {
  const step = course[5] as CourseStep;
  assert.deepEqual(firstOf(runsOf(step, 3), 2), [
    { step: '06', seed: 3 },
    { step: '06', seed: 4 },
  ]);
});
