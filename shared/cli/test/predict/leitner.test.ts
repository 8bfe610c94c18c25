import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answered, type Card, dayOf, dueCards, dueDay, isDay } from '../../src/predict/leitner.ts';

const name = { step: '06' };
const first = '2026-11-20';

/** The days on which a question comes back that is answered on each day on which it is due. */
function daysOf(answers: readonly boolean[]): string[] {
  let card: Card | undefined;
  let today = first;
  return answers.map((right) => {
    card = answered(card, name, right, today);
    today = dueDay(card);
    return today;
  });
}

describe('a question comes back', () => {
  it('1, 3, 7 and 21 days after right answers, and from then on every 21 days', () => {
    assert.deepEqual(daysOf([true, true, true, true, true]), [
      '2026-11-21',
      '2026-11-24',
      '2026-12-01',
      '2026-12-22',
      '2027-01-12',
    ]);
  });

  it('tomorrow after a wrong answer, and begins again', () => {
    assert.deepEqual(daysOf([true, true, false, true, true]), [
      '2026-11-21',
      '2026-11-24',
      '2026-11-25',
      '2026-11-26',
      '2026-11-29',
    ]);
  });

  it('no later because of a right answer before its day, and earlier because of a wrong one', () => {
    const card = answered(undefined, name, true, first);
    assert.deepEqual(answered(card, name, true, first), card);
    const wrong = answered(card, name, false, first);
    assert.deepEqual(wrong, { step: '06', day: first, right: false, rights: 0 });
    assert.equal(answered(wrong, name, true, first).rights, 1);
  });
});

describe('what is due', () => {
  const card = (step: string, day: string, rights: number): Card => ({
    step,
    day,
    right: rights > 0,
    rights,
  });

  it('is what has waited for its days, the longest wait first', () => {
    const cards = [card('03', '2026-11-19', 1), card('01', '2026-11-10', 2), card('02', first, 1)];
    const steps = (today: string) => dueCards(cards, today).map(({ step }) => step);
    assert.deepEqual(steps('2026-11-12'), []);
    assert.deepEqual(steps(first), ['01', '03']);
    assert.deepEqual(steps('2026-11-21'), ['01', '03', '02']);
  });
});

describe('a day', () => {
  it('is the one of the calendar where the learner is', () => {
    assert.equal(dayOf(new Date(2026, 0, 5, 23, 59)), '2026-01-05');
  });

  it('has to be one that the calendar has', () => {
    assert.ok(isDay('2028-02-29'));
    for (const text of ['2026-02-29', '2026-13-01', '26-01-01', '2026-1-1', 'today', 20261120])
      assert.ok(!isDay(text), String(text));
  });
});
