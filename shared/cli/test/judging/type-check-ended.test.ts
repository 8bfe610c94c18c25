import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { guardedFolderIn } from '../../../site/test/support/guarded-folder.ts';
import { checkTypes } from '../../src/judging/type-check.ts';
import { start } from '../support/command.ts';
import { code, makeHome } from '../support/home.ts';
import { below, eventually, type Process, running } from '../support/processes.ts';
import { projectFolder } from '../support/project.ts';

const finished = await code('01/src/accounts.ts');

describe('a check of types that is ended midway', () => {
  const temporary = guardedFolderIn(tmpdir(), 'workbook-ended-');
  process.env.TMPDIR = temporary;
  after(() => rmSync(temporary, { recursive: true }));
  const left = () => readdirSync(temporary).filter((name) => name.startsWith('workbook-types-'));

  /** A command that judges step 01, while the compiler looks at its attempt. */
  async function midway() {
    const home = await makeHome();
    await home.write('01', finished);
    const child = start(['test', '01'], { env: home.env });
    const ended = once(child, 'exit');
    const compiler = await eventually('the compiler runs', () =>
      below(child.pid ?? 0).find(({ command }) => command.includes('lib/tsc ')),
    );
    // It would come to its end in a moment, whatever becomes of the command.
    process.kill(compiler.pid, 'SIGSTOP');
    return { child, ended, compiler, [Symbol.asyncDispose]: home[Symbol.asyncDispose] };
  }

  const end = (compiler: Process) => {
    if (running([compiler]).length > 0) process.kill(compiler.pid, 'SIGKILL');
  };

  it('leaves no folder and no compiler behind at Ctrl-C', async () => {
    await using judging = await midway();
    judging.child.kill('SIGINT');
    await judging.ended;
    const still = running([judging.compiler]);
    end(judging.compiler);
    assert.deepEqual([still, left()], [[], []]);
  });

  it('leaves a folder after kill -9, which the next check removes', async () => {
    await using judging = await midway();
    judging.child.kill('SIGKILL');
    await judging.ended;
    end(judging.compiler);
    assert.equal(left().length, 1);
    await checkTypes(join(projectFolder, 'steps/01/src/accounts.ts'));
    assert.deepEqual(left(), []);
  });
});
