import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CrashMatrix } from '@workbook/judge';
import { crashesText } from '../../src/commands/crashes.ts';

type Point = CrashMatrix['crashes'][number];

const point: Point = {
  fault: 'crash-after',
  at: 3,
  operation: 'UPDATE account: balance = 60, version = version + 1 WHERE id = 1',
  answers: { A: 'no answer', B: 'done' },
  database: 60,
  cache: 100,
  consistent: false,
  cacheAfterTtl: null,
  consistentAfterTtl: true,
  waited: ['B'],
  schedule: 'AAA+',
};
const matrix: CrashMatrix = {
  protocol: 'cache first',
  order: 'save to cache, then COMMIT, and delete the key when that has failed',
  claimed: '3 right, 4 wrong',
  crashes: [{ ...point, fault: 'none' }, point],
  pauses: [{ ...point, fault: 'pause' }],
};

describe('what crashes leave behind', () => {
  for (const columns of [80, 40])
    it(`fits a terminal of ${columns} columns, without signs of Markdown`, () => {
      const text = crashesText([matrix, matrix], { isTTY: true, columns });
      assert.deepEqual(
        text.split('\n').filter((line) => line.length > columns),
        [],
      );
      assert.doesNotMatch(text, /\*\*|^\|/m);
      const words = text.replace(/\s+/g, ' ');
      assert.match(words, /cache first: save to cache, then COMMIT/);
      assert.match(words, /crash after, reply lost/);
    });

  it('is a page of Markdown where there is no terminal', () => {
    const text = crashesText([matrix], {});
    assert.match(text, /^\*\*cache first\*\*: save to cache/m);
    assert.match(text, /^\| crash after, reply lost UPDATE account/m);
  });
});
