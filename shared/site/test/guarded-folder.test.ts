import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';

it('what a browser and a built site have written is gone when the tests are killed', async () => {
  const script = join(import.meta.dirname, 'support/keep-a-browser.ts');
  // The guard has its standard error, too: that it is closed says that the guard has ended.
  const child = spawn(process.execPath, ['--import', 'tsx', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  const [said] = await once(child.stdout, 'data');
  const folder = String(said).trim();
  assert.ok(readdirSync(folder).length > 0, 'the browser has written nothing there');
  child.kill('SIGKILL');
  await closed;
  assert.ok(!existsSync(folder), `${folder} is left behind`);
});
