import assert from 'node:assert/strict';
import { join } from 'node:path';
import { it } from 'node:test';
import { JudgePool } from '../../src/workers/judge-pool.ts';

it('code that edits what is sent to the parent does not make its own verdict', async () => {
  const none = { [Symbol.asyncDispose]: async () => {} };
  await using pool = new JudgePool(none, { size: 1 });
  const file = join(import.meta.dirname, '../fixtures/edits-its-report.ts');
  const job = { race: 'two-openings', step: '01', file, options: { stopAtFirst: true } };
  const report = await pool.judge(job);
  assert.equal(report.exploration.verdict, 'possible');
  assert.ok(report.exploration.first);
});
