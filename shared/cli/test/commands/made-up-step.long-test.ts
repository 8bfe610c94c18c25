import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { projectWithMadeUpStep } from '../support/made-up-step.ts';

/** A step that is added to a copy of the course, by nothing but its own folder. */
describe('a step that was added', () => {
  const stack = new AsyncDisposableStack();
  let folder: string;

  before(async () => {
    ({ folder } = stack.use(await projectWithMadeUpStep()));
  });
  after(() => stack.disposeAsync());

  const workbook = async (...args: string[]) => {
    const command = spawn(
      process.execPath,
      [join(folder, 'shared/cli/bin/workbook.cjs'), ...args],
      {
        cwd: folder,
        env: {
          ...process.env,
          FORCE_COLOR: undefined,
          NODE_TEST_CONTEXT: undefined,
          WORKBOOK_HOME: '',
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const [stdout, stderr] = await Promise.all([text(command.stdout), text(command.stderr)]);
    return { stdout, stderr, code: command.exitCode };
  };
  const json = async (...args: string[]) => {
    const { stdout, stderr } = await workbook(...args, '--json');
    assert.notEqual(stdout, '', stderr);
    return JSON.parse(stdout);
  };
  const race = 'third-account-two-instances';

  it('begins with the finished code of step 06', async () => {
    const started = await json('start', '11');
    assert.deepEqual(
      [started.from, started.expectedRed, started.notWritten],
      ['steps/06/src', [race], []],
    );
  });

  it('is red as it begins, by its own race', async () => {
    const { verdict, races } = await json('test', '11');
    assert.equal(verdict, 'red');
    const failing = races.filter((one: { verdict: string }) => one.verdict === 'possible');
    const own = ['three-openings-by-one-owner-alone', race];
    assert.ok(failing.length > 0 && failing.every(({ id }: { id: string }) => own.includes(id)));
  });

  it('shows its hint, its lesson and its task', async () => {
    const { stdout: hint } = await workbook('hint', '11');
    assert.match(hint, /What is not there cannot be locked|how can this be wrong/i);
    const { stdout: lesson } = await workbook('lesson', '11');
    assert.match(lesson, /A rule over many rows/);
  });

  it('differs from step 06 by its idea', async () => {
    const { files } = await json('diff', '06', '11');
    const added = files
      .flatMap((file: { hunks: { lines: string[] }[] }) => file.hunks)
      .flatMap(({ lines }: { lines: string[] }) => lines)
      .filter((line: string) => /^[+-]/.test(line));
    assert.equal(added.length, 6, added.join('\n'));
  });

  it('has a table of its own in the map, from step 06 on, and its race in no other', async () => {
    const { stdout } = await workbook(
      'map',
      '--race',
      race,
      '--race',
      'two-openings',
      '--step',
      '05',
      '--step',
      '06',
      '--step',
      '11',
    );
    const tables = stdout.split('\n\n').filter((one) => /^ {20,}0\d/.test(one));
    assert.deepEqual(
      tables.map((table) => table.split('\n')[0]?.trim().split(/ +/).join(' ')),
      ['05 06', '06 11'],
    );
    assert.match(tables[1] ?? '', /^third account, two +✗ possible +★ prevented/m);
    assert.doesNotMatch(tables[0] ?? '', /third account/);
    assert.ok(stdout.split('\n').every((line) => line.length <= 80));
  });

  it('is green with its finished code, in its own race and in what it promises of one client', async () => {
    const wanted = ['--race', race, '--race', 'three-openings-by-one-owner-alone'];
    const { verdict, races } = await json('check', '11', 'steps/11/src/accounts.ts', ...wanted);
    assert.equal(verdict, 'green');
    assert.equal(races.length, 2);
  });
});
