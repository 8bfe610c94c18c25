import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deposit } from '@workbook/course';
import { answeredInTime, withLongWaits } from '../../src/verdict/in-time.ts';
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

describe('a request that has waited for long', () => {
  const moved = (client: string, index: number) => ({ client, index, move: { client } });
  const ended = (client: string, index: number) => ({
    ...moved(client, index),
    endsWaitEarly: true,
  });
  const passed = (index: number) => ({
    ...moved('B', index),
    move: { client: 'B', fault: 'time-passes' as const },
  });
  const waited = exchange('A', deposit('ann', 5), 2, 4, refused('unavailable', 503));

  for (const [what, turn, expected] of [
    ['its last turn ended a wait', ended('A', 3), true],
    ['a turn before it did', ended('A', 1), false],
    ['a turn after its answer did', ended('A', 4), false],
    ["another client's did", ended('B', 3), false],
    ['its last turn was a timer that no other client could have come before', moved('A', 3), false],
    ['time has gone by before a turn of another client', passed(3), true],
    ['time has gone by before it was sent', passed(1), false],
  ] as const)
    it(`is ${expected ? '' : 'not '}one of which ${what}`, () => {
      const [marked] = withLongWaits([waited], [turn]);
      assert.equal(marked?.hasWaitedLong ?? false, expected);
    });

  it('is told by the letter of the second try where it is one', () => {
    const [marked] = withLongWaits([{ ...waited, secondTry: 'C' }], [ended('C', 2)]);
    assert.equal(marked?.hasWaitedLong, true);
  });
});
