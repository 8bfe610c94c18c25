import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { projectFolder } from '@workbook/course';

interface Ended {
  readonly code: number;
  readonly output: string;
}

/** Runs the command as a user does. */
function load(...args: string[]): Promise<Ended> {
  const command = ['--import', 'tsx', 'bin/load.ts', ...args];
  const cwd = join(import.meta.dirname, '../..');
  const env = { ...process.env, INIT_CWD: projectFolder };
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd, env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr });
    });
  });
}

// Step 01 needs no database, so these take a second or two each.
describe('npm run check:load', () => {
  it('is green on a step that keeps its claims, and exits with 0', async () => {
    const { code, output } = await load('--step', '01', '--requests', '300');
    assert.equal(code, 0, output);
    assert.match(output, /^01 .*✓ exact, all 40 accounts.* 0 of them are left/m);
  });

  it('is red on code that loses updates, names the accounts, and exits with 1', async () => {
    const { code, output } = await load('--step', '1', '--file', 'steps/01/start/accounts.ts');
    assert.equal(code, 1, output);
    assert.match(output, /^01 .*✗ \d+ of 40 accounts wrong/m);
    assert.match(output, /✗ accounts \d+ and \d+ are off by -?\d+ and -?\d+/);
  });

  it('is red on a server that answers 500, and says which request', async () => {
    const file = 'shared/load/test/fixtures/failing-deposits.ts';
    const { code, output } = await load('--step', '01', '--requests', '300', '--file', file);
    assert.equal(code, 1, output);
    assert.match(output, /✗ POST \/accounts\/…\/deposits → 500, 100 times/);
  });

  it('says in one sentence what it cannot do, and exits with 2', async () => {
    for (const [args, expected] of [
      [['--step', '99'], /^check:load: there is no step 99: there are 01, .*$/],
      [['--requests', 'many'], /^check:load: --requests must be a whole number .*$/],
      [['--nonsense'], /^check:load: Unknown option '--nonsense'.*$/],
      [['--step', '01', '--file', 'no/such.ts'], /^check:load: no\/such\.ts cannot be read.*$/],
    ] as const) {
      const { code, output } = await load(...args);
      assert.equal(code, 2, output);
      assert.match(output.trim(), expected);
    }
  });

  it('shows what a server said that does not start', async () => {
    const file = 'shared/load/test/fixtures/not-starting.ts';
    const { code, output } = await load('--step', '01', '--file', file);
    assert.equal(code, 2, output);
    assert.match(output, /^check:load: the server ended with exit code 1 and said:/m);
    assert.match(output, /there is nothing to store accounts in/);
  });
});
