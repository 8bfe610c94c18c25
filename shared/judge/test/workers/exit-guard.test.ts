import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { JobFailed } from '../../src/workers/job.ts';
import { JudgePool } from '../../src/workers/judge-pool.ts';

const none = { [Symbol.asyncDispose]: async () => {} };

describe('code under test that ends its process', () => {
  for (const [fixture, kind, words] of [
    [
      'exits.ts',
      'set-up-failed',
      /exits\.ts ends the process .* with process\.exit\(3\) at .*exits\.ts:3: /,
    ],
    [
      'kills-itself.ts',
      'set-up-failed',
      /with process\.kill\(process\.pid\) at .*kills-itself\.ts:3: /,
    ],
    [
      'throws-late.ts',
      'broken',
      /throws-late\.ts throws an error that nothing catches, .*: too late for an answer \(.*throws-late\.ts:4\)$/,
    ],
  ] as const)
    it(`is told of with what it has called or thrown, and the place: ${fixture}`, async () => {
      await using pool = new JudgePool(none, { size: 1 });
      const file = join(import.meta.dirname, '../fixtures', fixture);
      await assert.rejects(
        pool.judge({ race: 'lost-update', step: '01', file, options: {} }),
        (error) => {
          assert.ok(error instanceof JobFailed);
          assert.equal(error.kind, kind);
          assert.match(error.message, words);
          return true;
        },
      );
    });
});
