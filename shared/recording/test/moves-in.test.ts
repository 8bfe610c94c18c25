import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Fault, formatMove } from '@workbook/explorer';
import { movesIn } from '../src/walk.ts';

/** Every fault there is: the compiler asks for one that is missing here. */
const faults = Object.keys({
  'crash-before': true,
  'crash-after': true,
  'crash-half': true,
  pause: true,
  'late-reply': true,
  'redis-away': true,
  'redis-failover': true,
  'time-passes': true,
} satisfies Record<Fault, true>) as Fault[];

describe('the moves of a schedule', () => {
  it('keep the sign of each fault', () => {
    for (const fault of faults) {
      const struck = formatMove({ client: 'A', fault });
      assert.deepEqual(movesIn(`A${struck}B`), ['A', struck, 'B'], fault);
    }
  });

  it('keep the victim of a deadlock, and no white space', () => {
    assert.deepEqual(movesIn('AA Ba\nB'), ['A', 'A', 'Ba', 'B']);
  });
});
