import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hashOf, momentIn } from '../browser/live/moment.ts';

describe('the address of a moment', () => {
  it('is read as it was written, whatever has struck the clients', () => {
    for (const schedule of ['AABB', 'AA:BBA', 'A-', 'A+B', 'A%B', 'A~BA', 'A^', 'A_B', 'ABa'])
      for (const moment of [{ schedule }, { race: 'late-reply-two-instances', schedule, at: 2 }])
        assert.deepEqual(momentIn(hashOf(moment)), moment);
  });

  it('names nothing where it is something else', () => {
    for (const hash of ['', '#', '#top', '#late-reply-two-instances', '#AB/AB'])
      assert.deepEqual(momentIn(hash), {}, hash);
  });
});
