import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';

it('a learner’s folder of a test is gone when the tests are killed', async () => {
  const script = join(import.meta.dirname, 'support/keep-a-home.ts');
  // The guard of the folder has its standard error, too: that it is closed says that the guard has ended.
  const child = spawn(process.execPath, ['--import', 'tsx', script]);
  const closed = once(child, 'close');
  const [said] = await once(child.stdout, 'data');
  const folder = String(said).trim();
  assert.ok(existsSync(folder));
  child.kill('SIGKILL');
  await closed;
  assert.ok(!existsSync(folder), `${folder} is left behind`);
});
