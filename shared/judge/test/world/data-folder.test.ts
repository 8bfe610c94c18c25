import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { it } from 'node:test';
import { makeDataFolder } from '../../src/world/data-folder.ts';

const module = JSON.stringify(import.meta.resolve('../../src/world/data-folder.ts'));

/** A process that makes a data folder, says so, and hangs in a loop until it is killed. */
async function hangingJudge(parent: string): Promise<AsyncDisposable> {
  const judge = spawn(
    process.execPath,
    [
      ...['--import', import.meta.resolve('tsx'), '--input-type=module', '--eval'],
      `import { writeSync } from 'node:fs';
       const { makeDataFolder } = await import(${module});
       await makeDataFolder(${JSON.stringify(parent)});
       writeSync(1, 'made\\n');
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const closed = once(judge, 'close');
  await once(createInterface({ input: judge.stdout }), 'line');
  return {
    async [Symbol.asyncDispose]() {
      judge.kill('SIGKILL');
      await closed;
    },
  };
}

it('leaves the folder of a judge that lives alone, and removes it once that was killed', async (t) => {
  const parent = await mkdtemp(join(tmpdir(), 'workbook-folders-'));
  t.after(() => rm(parent, { recursive: true }));
  const killed = await hangingJudge(parent);
  await killed[Symbol.asyncDispose]();
  assert.equal((await readdir(parent)).length, 1);
  await using _living = await hangingJudge(parent);
  const [theirs = '', ...none] = await readdir(parent);
  assert.deepEqual(none, []);

  await using first = await makeDataFolder(parent);
  await using second = await makeDataFolder(parent);

  assert.ok(existsSync(join(parent, theirs)));
  assert.ok(existsSync(first.path) && existsSync(second.path));
  assert.equal((await readdir(parent)).length, 3);
});
