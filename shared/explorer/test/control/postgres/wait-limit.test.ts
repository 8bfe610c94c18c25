import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { WaitLimit } from '../../../src/control/postgres/wait-limit.ts';

/** The limit of a session that was told this. */
function limitAfter(...texts: string[]): number | undefined {
  const limit = new WaitLimit();
  for (const text of texts) limit.noteText(text);
  return limit.ms;
}

describe('WaitLimit', () => {
  for (const [text, ms] of [
    ['set lock_timeout = 20', 20],
    ["SET LOCAL lock_timeout TO '2s'", 2000],
    ["set statement_timeout = '1 min'", 60_000],
    ["select set_config('lock_timeout', '250ms', true)", 250],
    ['-c lock_timeout=500 -c statement_timeout=1500', 500],
    ['set lock_timeout = 0', undefined],
    ['set deadlock_timeout = 20', undefined],
    ["select 'lock'", undefined],
  ] as const)
    it(`is ${ms} ms after ${text}`, () => assert.equal(limitAfter(text), ms));

  it('is the shortest that there was', () => {
    assert.equal(limitAfter('set lock_timeout = 20', 'set lock_timeout = 50'), 20);
  });

  it('is what a connection was opened with', () => {
    const limit = new WaitLimit();
    limit.note({ statement_timeout: false, lock_timeout: '70', options: '-c work_mem=64' });
    assert.equal(limit.ms, 70);
  });
});
