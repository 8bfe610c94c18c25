import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { CheckResult } from '../../src/json/check.ts';
import { workbook } from '../support/command.ts';

it('what step 03 begins with is red, and names the task that is not written yet', async () => {
  const args = ['check', '03', 'steps/03/start/accounts.ts', '--json'];
  const { code, stdout, stderr } = await workbook(args);
  assert.equal(code, 1, stderr);
  const { verdict, races, tasks, picture } = JSON.parse(stdout) as CheckResult;
  assert.equal(verdict, 'red');
  assert.equal(picture?.race, 'openings-and-readings-alone');
  assert.match(picture.text, /answered 500 .* to "open ann with 100": not written yet: task 3$/m);
  assert.deepEqual([races[0]?.notWritten, races[0]?.wrongAlone], [3, true]);
  // No race can begin, and none of them is said to be good.
  for (const race of races.slice(1)) {
    assert.equal(race.verdict, 'inconclusive', race.name);
    assert.match(race.reason ?? '', /not written yet: task 3$/);
  }
  assert.equal(tasks.find(({ number }) => number === 3)?.verdict, 'fails');
});
