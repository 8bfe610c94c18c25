import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { projectFolder } from '@workbook/race-test';
import type { CheckResult } from '../../src/index.ts';
import { workbook } from '../support/command.ts';

const finished = (step: string) => `steps/${step}/src/accounts.ts`;

describe('workbook check', () => {
  it('is green for the finished code of the step', async () => {
    const { code, stdout, stderr } = await workbook(['check', '05', 'steps/05/src']);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^steps\/05\/src\/accounts\.ts, judged as an attempt at step 05$/m);
    assert.match(stdout, /^✓ crash in a transfer +cannot happen /m);
    assert.match(stdout, /^- not asked.*: .*lost-update/m);
    assert.match(stdout, /^Green: \d+ races, none of them can happen/m);
  });

  it('is red for the code of the step before, and its replay command shows the same picture', async () => {
    const races = ['crash-in-a-transfer', 'crossed-transfers-two-instances'];
    const named = races.flatMap((race) => ['--race', race]);
    const { code, stdout, stderr } = await workbook(['check', '6', finished('05'), ...named]);
    assert.equal(code, 1, stderr);
    assert.match(stdout, /^✓ crash in a transfer +cannot happen /m);
    assert.match(stdout, /^✗ crossed transfers, two instances +can happen /m);
    assert.match(stdout, /^Red: \d+ of \d+ races can happen/m);
    const command = /^replay: {3}npx workbook (.*)$/m.exec(stdout)?.[1] ?? '';
    const again = await workbook(command.split(' '));
    assert.equal(again.code, 1, again.stderr);
    assert.ok(stdout.includes(again.stdout), `${stdout}\n\nand again:\n\n${again.stdout}`);
  });

  it('tells tools what it tells people', async () => {
    const { code, stdout, stderr } = await workbook([
      ...['check', '06', finished('05'), '--json'],
      ...['--race', 'overdraft-two-instances', '--race', 'crash in a transfer'],
    ]);
    assert.equal(code, 1, stderr);
    const result = JSON.parse(stdout) as CheckResult;
    assert.equal(result.verdict, 'red');
    assert.equal(result.step, '06');
    assert.equal(result.file, finished('05'));
    assert.deepEqual(
      result.races.map(({ id, verdict }) => [id, verdict]),
      [
        ['crash-in-a-transfer', 'prevented'],
        ['overdraft-two-instances', 'possible'],
      ],
    );
    const [, failing] = result.races;
    assert.equal(result.picture?.race, 'overdraft-two-instances');
    assert.equal(result.picture.schedule, failing?.shortestFailingSchedule);
    assert.ok(result.picture.text.includes(failing?.violation ?? 'no violation'));
    assert.ok(result.picture.text.includes(result.picture.replayCommand));
  });
});

describe('workbook check, in a folder outside of the project', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'workbook attempt '));
    await cp(join(projectFolder, finished('06')), join(folder, 'accounts.ts'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('judges a file that finds the libraries of the project', async () => {
    const { code, stdout, stderr } = await workbook(['check', '06', '.', '-r', 'lost-update'], {
      cwd: folder,
    });
    assert.equal(code, 0, stderr + stdout);
    assert.match(stdout, /^accounts\.ts, judged as an attempt at step 06$/m);
  });

  it('says what was not run for the sake of memory that clients may share', async () => {
    await cp(join(projectFolder, finished('07')), join(folder, 'optimistic.ts'));
    const { code, stdout, stderr } = await workbook(
      ['check', '06', 'optimistic.ts', '-r', 'transfer-and-deposit'],
      { cwd: folder },
    );
    assert.equal(code, 0, stderr + stdout);
    assert.match(
      stdout,
      /^✓ transfer and deposit +cannot happen {2}in all 747 orders \(8 runs\) \*$/m,
    );
    assert.match(stdout, /^\* .*only orders with up to \d switches between clients were tried\.$/m);
  });
});
