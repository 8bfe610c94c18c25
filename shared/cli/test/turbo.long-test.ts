import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { projectFolder } from '@workbook/course';
import { code, type Home, makeHome } from './support/home.ts';

let home: Home;
before(async () => {
  home = await makeHome();
});
after(() => home[Symbol.asyncDispose]());

/** `turbo test --filter=step-01`, of which only the tests of the attempt are wanted here. */
function turbo(...args: string[]): Promise<{ code: number; stdout: string }> {
  const env = {
    ...process.env,
    ...home.env,
    NODE_TEST_CONTEXT: undefined,
    NODE_OPTIONS: '--test-name-pattern=attempt',
  };
  const command = ['node_modules/turbo/bin/turbo', 'test', '--filter=step-01', ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: projectFolder, env }, (error, stdout) =>
      resolve({ code: Number(error?.code ?? 0), stdout: stripVTControlCharacters(stdout) }),
    );
  });
}

describe('turbo test --filter=step-01, with an attempt', () => {
  it('is red as long as the attempt is, and names the file that it has judged', async () => {
    await home.write('01', await code('01/start/accounts.ts'));
    const { code: exitCode, stdout } = await turbo();
    assert.equal(exitCode, 1);
    assert.match(stdout, /step 01, judged in \S+\/steps\/01\/attempt\/accounts\.ts/);
    assert.match(stdout, /✖ lost-update is prevented/);
    assert.match(stdout, /npx workbook replay 01 lost-update [AB]+ --file \S+\/attempt\/accounts/);
  });

  it('judges anew what was saved since, and is green as soon as the attempt is', async () => {
    await home.write('01', await code('01/src/accounts.ts'));
    const { code: exitCode, stdout } = await turbo();
    assert.equal(exitCode, 0, stdout);
    assert.match(stdout, /✔ step 01, judged in \S+\/steps\/01\/attempt\/accounts\.ts/);
  });

  it('never answers from a cache', async () => {
    const { tasks } = JSON.parse((await turbo('--dry=json')).stdout);
    assert.equal(tasks.length, 2);
    for (const { cache, resolvedTaskDefinition, command, task } of tasks) {
      assert.equal(cache.status, 'MISS');
      assert.equal(resolvedTaskDefinition.cache, false);
      assert.equal(command === '<NONEXISTENT>', task !== 'test', 'only the tests have a command');
    }
  });
});
