import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatSchedule, InvalidSchedule, type Move, parseSchedule } from '../../src/index.ts';

const client = fc.constantFrom('A', 'B', 'C', 'X', 'Z');
const move: fc.Arbitrary<Move> = fc.record(
  {
    client,
    fault: fc.constantFrom(
      'crash-before',
      'crash-after',
      'crash-half',
      'pause',
      'late-reply',
      'redis-away',
      'redis-failover',
      'time-passes',
    ),
    victim: client,
  },
  { requiredKeys: ['client'], noNullPrototype: true },
);

describe('a schedule', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(fc.array(move), (schedule) => {
        assert.deepEqual(parseSchedule(formatSchedule(schedule)), schedule);
      }),
    );
  });

  it('may be spaced out', () => {
    assert.deepEqual(parseSchedule(' AA Ba\nB+ '), parseSchedule('AABaB+'));
  });

  it('of nothing is empty', () => {
    assert.deepEqual(parseSchedule(''), []);
  });

  for (const [text, at] of [
    ['AAaa', 4],
    ['a', 1],
    ['A1', 2],
    ['A++', 3],
    ['-A', 1],
  ] as const) {
    it(`is not ${text}, and the error says where`, () => {
      assert.throws(() => parseSchedule(text), {
        name: 'InvalidSchedule',
        message: `${JSON.stringify(text)} is not a schedule: at character ${at} a client's capital letter was expected, as in AABB`,
      });
      assert.throws(() => parseSchedule(text), InvalidSchedule);
    });
  }
});
