import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compact, duration, whole, wrapped } from '../../src/text/format.ts';

describe('numbers for people', () => {
  it('takes four characters for any count', () => {
    const counts = [0, 7, 957, 1000, 1234, 99_500, 999_499, 1_315_020, 7e9, 8.4e16];
    assert.deepEqual(counts.map(compact), [
      ...['0', '7', '957', '1k', '1.2k', '100k', '1m', '1.3m', '7b', '8e16'],
    ]);
  });

  it('groups digits, and does not pretend to know all of too many', () => {
    assert.equal(whole(1_315_020), '1,315,020');
    assert.equal(whole(84_478_098_026_505_580), 'about 8e16');
  });

  it('says short times in milliseconds', () => {
    assert.deepEqual([850.4, 12_345].map(duration), ['850 ms', '12.3 s']);
  });

  it('breaks lines between words', () => {
    assert.deepEqual(wrapped('aa bb cc', 5), ['aa bb', 'cc']);
    assert.deepEqual(wrapped('longer than that', 4), ['longer', 'than', 'that']);
  });
});
