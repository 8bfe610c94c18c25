import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { replacedIn } from '../src/replacement.ts';

const replacement = { file: 'accounts.ts', find: 'const a = 1;', replace: 'const a = "$&";' };

describe('a replacement', () => {
  it('changes what it finds, and takes its own text as it is', () => {
    assert.equal(replacedIn('{ const a = 1; }', replacement, 'it'), '{ const a = "$&"; }');
  });

  it('is refused where its text is gone, or stands twice', () => {
    for (const source of ['', 'const a = 1; const a = 1;'])
      assert.throws(() => replacedIn(source, replacement, 'protection "lock"'), {
        name: 'TypeError',
        message: /^protection "lock" does not fit accounts\.ts any more: .*: const a = 1;$/,
      });
  });
});
