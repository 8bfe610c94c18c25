import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Story, storiesIn, withVerdict } from '../../src/attempt/story.ts';

const at = (minutes: number) => new Date(Date.UTC(2026, 0, 1, 0, minutes));

describe('the story of a step', () => {
  it('counts verdicts, the time at work without breaks, and each race that was broken once', () => {
    let story: Story | undefined;
    story = withVerdict(story, { at: at(0), verdict: 'red', failing: 'lost-update' });
    story = withVerdict(story, { at: at(4), verdict: 'red', failing: 'overdraft' });
    story = withVerdict(story, { at: at(90), verdict: 'red', failing: 'lost-update' });
    assert.equal(story.failing, 'lost-update');
    assert.equal(story.greenAt, undefined);
    story = withVerdict(story, { at: at(93), verdict: 'green' });
    story = withVerdict(story, { at: at(95), verdict: 'green' });
    assert.deepEqual(story, {
      verdicts: 5,
      broken: ['lost-update', 'overdraft'],
      workMs: 9 * 60_000,
      lastAt: at(95).toISOString(),
      greenAt: at(93).toISOString(),
    });
  });

  it('counts a save once, however often and by how many commands it is judged', () => {
    const red = { at: at(0), verdict: 'red', failing: 'overdraft', version: 'a' } as const;
    let story = withVerdict(undefined, red);
    story = withVerdict(story, { ...red, at: at(1) });
    assert.equal(story.verdicts, 1);
    assert.equal(withVerdict(story, { ...red, version: 'b' }).verdicts, 2);
    assert.deepEqual(storiesIn({ '01': story }), { '01': story });
  });

  it('takes a clock that was set back for no time at all', () => {
    const story = withVerdict(undefined, { at: at(10), verdict: 'green' });
    assert.equal(withVerdict(story, { at: at(5), verdict: 'green' }).workMs, 0);
  });

  it('is left out where the file makes no sense', () => {
    const good = withVerdict(undefined, { at: at(0), verdict: 'red', failing: 'overdraft' });
    const nonsense = [null, 1, {}, { ...good, verdicts: 1.5 }, { ...good, broken: [1] }].concat([
      { ...good, lastAt: 'soon' },
      { ...good, failing: 3 },
      { ...good, greenAt: 'x' },
      { ...good, workMs: -1 },
    ] as never[]);
    for (const one of nonsense)
      assert.deepEqual(storiesIn({ '01': one, '02': good }), { '02': good });
    assert.deepEqual(storiesIn('x'), {});
  });
});
