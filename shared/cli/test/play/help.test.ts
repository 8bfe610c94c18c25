import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rulesOf, signsOf } from '../../src/play/help.ts';

describe('the rules of a game', () => {
  it('list the faults of the race that is played, and no others', () => {
    const rules = rulesOf({ faults: ['pause', 'late-reply'] });
    assert.deepEqual(rules.match(/^A\S .*/gm), [
      'A~        it is paused until no other client can go on',
      "A:        the operation is done, and its reply comes later, as A's next move",
    ]);
    assert.match(rules, /press the sign, and then the letter/);
  });

  it('speak of no fault where the race has none', () => {
    const rules = rulesOf({ faults: [] });
    assert.doesNotMatch(rules, /^A\S/m);
    assert.doesNotMatch(rules, /sign/);
  });

  it('know a sign for each fault that there is', () => {
    assert.deepEqual(signsOf().toSorted(), ['%', '+', '-', ':', '=', '^', '_', '~']);
    assert.deepEqual(signsOf(['pause']), ['~']);
  });
});
