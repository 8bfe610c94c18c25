import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deposit } from '@workbook/course';
import { answeredInTime } from '../../src/verdict/in-time.ts';
import { ann, exchange, ok, refused } from '../support/histories.ts';

describe('an answer that comes when the run is over', () => {
  const first = exchange('A', deposit('ann', 5), 0, 1, ok(ann(105)));
  const givenUp = exchange('A', deposit('ann', 5), 2, 3, refused('unavailable', 503));
  const inTime = exchange('B', deposit('ann', 5), 2, 3, ok(ann(110)));

  it('is none, where its client could not go on', () => {
    const ending = { kind: 'stuck', waiting: [{ client: 'A', for: [] }] } as const;
    assert.deepEqual(answeredInTime([first, givenUp, inTime], ending), [
      first,
      exchange('A', deposit('ann', 5), 2),
      inTime,
    ]);
  });

  it('is told from that of the first try by the letter of the second', () => {
    const second = { ...givenUp, secondTry: 'C' };
    const ending = { kind: 'stuck', waiting: [{ client: 'C', for: [] }] } as const;
    const [one, other] = answeredInTime([first, second], ending);
    assert.deepEqual([one, other?.answer], [first, undefined]);
  });

  it('does not occur where all clients finish', () => {
    const exchanges = [first, givenUp];
    assert.equal(answeredInTime(exchanges, { kind: 'finished' }), exchanges);
  });
});
