import assert from 'node:assert/strict';
import { it } from 'node:test';
import { unwrittenTask } from '../../src/verdict/violation.ts';

it('an error names the task that is not written yet only where it says nothing else', () => {
  assert.equal(unwrittenTask(new Error('not written yet: task 12')), 12);
  assert.equal(unwrittenTask(new Error('answered: not written yet: task 12')), undefined);
  assert.equal(unwrittenTask('not written yet: task 12'), undefined);
});
