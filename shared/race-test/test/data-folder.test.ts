import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { dataFolder } from '../src/data-folder.ts';

it('removes what a killed process has left behind, and nothing of one that lives', async (t) => {
  const parent = await mkdtemp(join(tmpdir(), 'workbook-folders-'));
  t.after(() => rm(parent, { recursive: true }));
  const module = JSON.stringify(import.meta.resolve('../src/data-folder.ts'));
  const { signal } = spawnSync(process.execPath, [
    ...['--import', import.meta.resolve('tsx'), '--input-type=module', '--eval'],
    `const { dataFolder } = await import(${module});
     await dataFolder(${JSON.stringify(parent)});
     process.kill(process.pid, 'SIGKILL');`,
  ]);
  assert.equal(signal, 'SIGKILL');
  assert.equal((await readdir(parent)).length, 1);

  const [first, second] = [await dataFolder(parent), await dataFolder(parent)];

  assert.ok(existsSync(first) && existsSync(second));
  assert.equal((await readdir(parent)).length, 2);
});
