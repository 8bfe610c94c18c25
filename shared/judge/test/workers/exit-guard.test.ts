import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { JobFailed } from '../../src/workers/job.ts';
import { JudgePool } from '../../src/workers/judge-pool.ts';

const none = { [Symbol.asyncDispose]: async () => {} };

describe('code under test that ends its process', () => {
  for (const [fixture, words] of [
    ['exits.ts', /exits\.ts ends the process .* with process\.exit\(3\) at .*exits\.ts:3: /],
    ['kills-itself.ts', /with process\.kill\(process\.pid\) at .*kills-itself\.ts:3: /],
  ] as const)
    it(`is told of with the call and its place: ${fixture}`, async () => {
      await using pool = new JudgePool(none, { size: 1 });
      const file = join(import.meta.dirname, '../fixtures', fixture);
      await assert.rejects(
        pool.judge({ race: 'lost-update', step: '01', file, options: {} }),
        (error) => {
          assert.ok(error instanceof JobFailed);
          assert.equal(error.kind, 'set-up-failed');
          assert.match(error.message, words);
          return true;
        },
      );
    });
});
