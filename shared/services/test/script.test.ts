import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ScriptError, wholeNumber } from '../src/index.ts';

const script = join(import.meta.dirname, 'support/script-that.ts');

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the script as npm does. */
function run(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

describe('a script', () => {
  it('ends with the exit code that its main resolves to', async () => {
    assert.deepEqual(await run(['is-red']), { code: 1, stdout: '', stderr: '' });
  });

  for (const [args, sentence] of [
    [['meets-a-mistake'], 'there is no step 99: there are 01, 02'],
    [['lacks-a-server'], 'Redis is missing: install it'],
    [['has-no-room'], '/full/page: the disk is full: make room there, and run the command again'],
    [['may-not-write'], '/mine: you have no permission: change the permissions'],
    [['parses', '--help'], 'it takes no --help: CONTRIBUTING.md says what it does'],
    [['parses', '--stp', '01'], "Unknown option '--stp': --help says what there is"],
    [
      ['parses', '--step', '-x'],
      "Option '--step' argument is ambiguous: --help says what there is",
    ],
  ] as const) {
    it(`says "${sentence}", and ends with 2`, async () => {
      const stderr = `script: ${sentence}\n`;
      assert.deepEqual(await run(args), { code: 2, stdout: '', stderr });
    });
  }

  it('shows the stack of a defect', async () => {
    const { code, stderr } = await run(['is-defective']);
    assert.equal(code, 1);
    assert.match(stderr, /TypeError: x is not a function\n {4}at .*script-that\.ts:/);
  });

  it('knows the folder that npm was called in, and without npm its own', async () => {
    const { INIT_CWD: _, ...env } = process.env;
    assert.equal((await run(['says-where'], { ...env, INIT_CWD: '/there' })).stdout, '/there\n');
    assert.equal((await run(['says-where'], env)).stdout, `${process.cwd()}\n`);
  });
});

describe('wholeNumber', () => {
  it('reads a whole number from the least one on', () => {
    assert.equal(wholeNumber('--rounds', '15'), 15);
    assert.equal(wholeNumber('--seed', '0', 0), 0);
  });

  for (const text of ['', '0', '-1', '1.5', '1e3', '0x10', ' 2', 'many', '9007199254740993'])
    it(`refuses "${text}"`, () => {
      const message = `--rounds must be a whole number from 1 on, got "${text}"`;
      assert.throws(() => wholeNumber('--rounds', text), new ScriptError(message));
    });
});
