import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { NextResult, TestResult } from '../../src/index.ts';
import { ownPostgres, workbook } from '../support/command.ts';
import { golden, normalized } from '../support/golden.ts';
import { code } from '../support/home.ts';
import { inProcess } from '../support/in-process.ts';
import { makeOwnHome } from '../support/own-home.ts';

const home = await makeOwnHome();

const run = async (...args: string[]) => {
  const { code: exitCode, stdout, stderr } = await inProcess(...args);
  return { code: exitCode, stdout: normalized(stdout, home.folder), stderr };
};

const fileOf = (step: string) => join(home.folder, 'steps', step, 'attempt/accounts.ts');
const attemptAt = (step: string) => readFile(fileOf(step), 'utf8');

describe('a step by commands', () => {
  it('starts with the code of the step before, and says what red to expect', async (t) => {
    const { code: exitCode, stdout, stderr } = await run('start', '1');
    assert.equal(exitCode, 0, stderr);
    assert.equal(await attemptAt('01'), await code('01/start/accounts.ts'));
    golden(t, 'start-01.txt', stdout);
  });

  it('is left alone by a second start', async () => {
    await writeFile(fileOf('01'), `${await attemptAt('01')}// mine\n`);
    const { code: exitCode, stdout } = await run('start', '01');
    assert.equal(exitCode, 0);
    assert.match(stdout, /is there already and was left alone/);
    assert.match(await attemptAt('01'), /\/\/ mine/);
  });

  it('is red until it is right, and says so to tools', async (t) => {
    const { code: exitCode, stdout } = await run('test');
    assert.equal(exitCode, 1);
    golden(t, 'test-01-red.txt', stdout);
    const again = await run('test', '01', '--json');
    assert.equal(again.code, 1);
    const result = JSON.parse(again.stdout) as TestResult;
    assert.equal(result.verdict, 'red');
    assert.equal(result.failing, 'two-openings');
    assert.equal(result.file, 'steps/01/attempt/accounts.ts');
    assert.equal(result.picture?.race, result.failing);
  });

  it('has a hint of three rungs for the race that fails', async (t) => {
    const race = ['--race', 'lost-update'];
    const first = await run('hint', ...race);
    assert.equal(first.code, 0, first.stderr);
    assert.doesNotMatch(first.stdout, /The place/);
    assert.match(first.stdout, /^npx workbook hint 01 --more --race lost-update {4}says more/m);
    assert.match((await run('hint', ...race, '--more')).stdout, /The place/);
    const third = await run('hint', ...race, '--more');
    golden(t, 'hint-lost-update.txt', third.stdout);
    assert.equal((await run('hint', ...race, '--more')).stdout, third.stdout);
    const { rung, hint } = JSON.parse((await run('hint', ...race, '--json')).stdout);
    assert.equal(rung, 3);
    assert.ok(hint.shape);
  });

  it('is not called a race where each request is wrong by itself: its hint says what the verdict says', async () => {
    const mine = await attemptAt('01');
    const finished = await code('01/src/accounts.ts');
    const [list, mistake] = ['return [...this.#accounts];', 'return this.#accounts.toReversed();'];
    assert.ok(finished.includes(list));
    await writeFile(fileOf('01'), finished.replace(list, mistake));
    const says = 'wrong, and no two requests overlap: openings and readings, alone.';
    const { stdout: verdict } = await run('test');
    assert.ok(verdict.includes(`Red: ${says}`), verdict);
    const { stdout: hint } = await run('hint');
    assert.ok(hint.startsWith(`${says}\n\nHow can this be wrong, when no other request`), hint);
    await writeFile(fileOf('01'), mine);
  });

  it('does not show its solution while it is red, unless told to', async () => {
    const refused = await run('solution');
    assert.equal(refused.code, 2);
    assert.equal(refused.stdout, '');
    assert.match(refused.stderr, /--yes/);
    const shown = await run('solution', '--yes');
    assert.equal(shown.code, 0);
    assert.match(shown.stdout, /#nextId/);
  });

  it('does not go on while it is red', async () => {
    const { code: exitCode, stderr } = await run('next', '--guess', 'yes');
    assert.equal(exitCode, 2);
    assert.match(stderr, /step 01 is not green yet/);
  });

  it('is reset without a loss: what was there is saved, and can be brought back', async (t) => {
    const mine = await attemptAt('01');
    const reset = await run('reset');
    assert.equal(reset.code, 0, reset.stderr);
    golden(t, 'reset-01.txt', reset.stdout);
    assert.equal(await attemptAt('01'), await code('01/start/accounts.ts'));
    const { saved } = JSON.parse((await inProcess('saved', '--json')).stdout);
    assert.equal(saved.length, 1);
    const back = await run('saved', '--restore', saved[0].id);
    assert.equal(back.code, 0, back.stderr);
    assert.equal(await attemptAt('01'), mine);
    const { saved: two } = JSON.parse((await run('saved', '--json')).stdout);
    assert.equal(two.length, 2);
  });

  it('leaves nothing unfinished beside the attempt', async () => {
    assert.deepEqual(await readdir(join(home.folder, 'steps/01')), ['attempt']);
    const saved = await readdir(join(home.folder, '.workbook/saved/01'));
    assert.deepEqual(
      saved.filter((name) => name.startsWith('.')),
      [],
    );
  });

  it('is green when it is right', async (t) => {
    const taken = await run('solution', '--take', '--yes');
    assert.equal(taken.code, 0, taken.stderr);
    const { code: exitCode, stdout } = await run('test');
    assert.equal(exitCode, 0);
    golden(t, 'test-01-green.txt', stdout);
    // From now on there is nothing left to give away.
    assert.match((await run('lesson', '01')).stdout, /^## What changes/m);
  });

  it('is followed by a prediction and the next step', async (t) => {
    const { code: exitCode, stdout, stderr } = await run('next', '--guess', 'yes');
    assert.equal(exitCode, 0, stderr);
    golden(t, 'next-02.txt', stdout);
    assert.equal(await attemptAt('02'), await code('01/src/accounts.ts'));
    for (const spoiling of [['diff'], ['diff', '--json'], ['break', '02']]) {
      const refused = await run(...spoiling);
      assert.equal(refused.code, 2);
      assert.match(refused.stderr, /step 02 is not green, and this would spoil it: --yes shows/);
      assert.doesNotMatch(refused.stdout, /steps\/02\/src/);
    }
    const compared = await run('diff', '--json', '--yes');
    assert.match(compared.stdout, /"left": "steps\/02\/attempt"/);
  });

  it('goes on without a question where there is no terminal to ask in', async () => {
    const { code: exitCode, stdout, stderr } = await run('next', '--yes', '--json');
    assert.equal(exitCode, 0, stderr);
    const { step, guess, verdict, picture } = JSON.parse(stdout) as NextResult;
    assert.deepEqual(
      { step, guess, verdict, picture },
      {
        step: '03',
        guess: null,
        verdict: null,
        picture: null,
      },
    );
    assert.equal(await attemptAt('03'), await code('03/start/accounts.ts'));
  });
});

describe('workbook diff', () => {
  it('compares two steps without their main.ts', async () => {
    const { code: exitCode, stdout } = await run('diff', '05', '06');
    assert.equal(exitCode, 0);
    assert.doesNotMatch(stdout, /main\.ts/);
    assert.match(stdout, /^- steps\/05\/src\/accounts\.ts\n\+ steps\/06\/src\/accounts\.ts\n@@ /);
    assert.match(stdout, /^\+.*LockMode\.PESSIMISTIC_WRITE/m);
  });

  it('says how to begin where there is no attempt', async () => {
    const { code: exitCode, stderr } = await run('diff', '07');
    assert.equal(exitCode, 2);
    assert.match(stderr, /npx workbook start 07 makes it/);
  });
});

describe('what is kept of a learner', () => {
  it('is set aside with a sentence when it makes no sense', async () => {
    const file = join(home.folder, '.workbook/progress.json');
    for (const nonsense of ['{', '{"step": "42"}', '{"step": "02", "green": 3}', '[]']) {
      await writeFile(file, nonsense);
      const { code: exitCode, stdout, stderr } = await run('lesson');
      assert.equal(exitCode, 0, stderr);
      assert.match(stdout, /^# Step 01/);
      assert.match(stderr, /^workbook: .*progress\.json\.broken.*\n$/);
      assert.equal(await readFile(`${file}.broken`, 'utf8'), nonsense);
      assert.ok(!existsSync(file));
    }
  });
});

describe('workbook lesson', () => {
  it('folds the answers until they are asked for', async () => {
    const folded = await run('lesson', '06');
    assert.doesNotMatch(folded.stdout, /<details|<summary|<!--|Not for ever/);
    const unfolded = await run('lesson', '06', '--answers');
    assert.match(unfolded.stdout, /Not for ever/);
  });

  it('ends at the tasks until all of it is asked for', async () => {
    const opens = /\n\n--all opens the rest: it shows the finished code\.\n/;
    const toTasks = await run('lesson', '06');
    assert.match(toTasks.stdout, opens);
    assert.doesNotMatch(toTasks.stdout, /^## What changes/m);
    const all = await run('lesson', '06', '--all');
    assert.match(all.stdout, /^## What changes/m);
    assert.doesNotMatch(all.stdout, opens);
  });
});

describe('workbook doctor', () => {
  it('finds nothing wrong where the tests run', async () => {
    const {
      code: exitCode,
      stdout,
      stderr,
    } = await workbook(['doctor', '--json'], { env: ownPostgres });
    assert.equal(exitCode, 0, stdout + stderr);
    const { ok, findings } = JSON.parse(stdout);
    assert.equal(ok, true);
    assert.ok(findings.some(({ what }: { what: string }) => what === 'PostgreSQL'));
  });

  it('names what is wrong, with its fix', async () => {
    const env = { DATABASE_URL: 'postgres://nobody:s3cret@127.0.0.1:1/none' };
    const { code: exitCode, stdout, stderr } = await workbook(['doctor'], { env });
    assert.equal(exitCode, 2);
    assert.doesNotMatch(stdout + stderr, /s3cret/);
    assert.match(stdout, /^✗ PostgreSQL .*\n +→ .*DATABASE_URL/m);
  });
});

describe('each command of the loop', () => {
  const names = 'loop start test hint diff solution reset saved next lesson doctor'.split(' ');
  it('explains itself by an example', { concurrency: true }, async () => {
    for (const name of names) {
      const { code: exitCode, stdout } = await run(name, '--help');
      assert.equal(exitCode, 0);
      assert.match(stdout, new RegExp(`Example:\n  npx workbook ${name}`));
    }
  });
});
