import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CheckResult, CourseMap } from '../../src/index.ts';
import { firstRuns } from '../../src/judging/first-runs.ts';
import { inProcess } from '../support/in-process.ts';

const finished = (step: string) => `steps/${step}/src/accounts.ts`;

/** Two races of step 02 on the code of step 01, which prevents one of them. */
const red = ['check', '2', finished('01'), '-r', 'lost-update', '--race', 'crash in a deposit'];

describe('workbook check', () => {
  it('is green for the finished code of the step, by all of its races', async () => {
    const { code, stdout, stderr } = await inProcess('check', '01', 'steps/01/src');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^steps\/01\/src\/accounts\.ts, judged as an attempt at step 01$/m);
    assert.match(stdout, /^✓ two openings +cannot happen +in all \d+ orders/m);
    assert.match(stdout, /^Green: \d+ races, none of them can happen/m);
  });

  it('says which races the step does not have to prevent', async () => {
    const args = ['check', '03', finished('03'), '-r', 'opening-after-a-close'];
    const { code, stdout, stderr } = await inProcess(...args);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^- not asked.*: .*lost-update/m);
  });

  it('is red for the code of the step before, and its replay command shows the same picture', async () => {
    const { code, stdout, stderr } = await inProcess(...red);
    assert.equal(code, 1, stderr);
    assert.match(stdout, /^✓ lost update +cannot happen /m);
    assert.match(stdout, /^✗ crash in a deposit +can happen /m);
    assert.match(stdout, /^Red: 1 of 2 races can happen/m);
    const command = /^replay: {3}npx workbook (.*)$/m.exec(stdout)?.[1] ?? '';
    const again = await inProcess(...command.split(' '));
    assert.equal(again.code, 1, again.stderr);
    assert.ok(stdout.includes(again.stdout), `${stdout}\n\nand again:\n\n${again.stdout}`);
  });

  it('tells tools what it tells people', async () => {
    const { code, stdout, stderr } = await inProcess(...red, '--json');
    assert.equal(code, 1, stderr);
    const result = JSON.parse(stdout) as CheckResult;
    assert.equal(result.verdict, 'red');
    assert.equal(result.step, '02');
    assert.equal(result.file, finished('01'));
    assert.equal(result.probablyGreenMs, null);
    assert.deepEqual(
      result.races.map(({ id, verdict }) => [id, verdict]),
      [
        ['lost-update', 'prevented'],
        ['crash-in-a-deposit', 'possible'],
      ],
    );
    const [, failing] = result.races;
    assert.equal(result.picture?.race, 'crash-in-a-deposit');
    assert.equal(result.picture.schedule, failing?.shortestFailingSchedule);
    assert.ok(result.picture.text.includes(failing?.violation ?? 'no violation'));
    assert.ok(result.picture.text.includes(result.picture.replayCommand));
  });

  it('says how long it took until green was likely, and goes on from there', async () => {
    const race = 'edit-over-two-requests-two-instances';
    const { code, stdout, stderr } = await inProcess(
      'check',
      '07',
      finished('07'),
      '-r',
      race,
      '--json',
    );
    assert.equal(code, 0, stderr);
    const { races, probablyGreenMs, durationMs } = JSON.parse(stdout) as CheckResult;
    assert.ok(probablyGreenMs !== null && probablyGreenMs < durationMs, stdout);
    const map = await inProcess('map', '--step', '07', '-r', race, '--json');
    const cell = (JSON.parse(map.stdout) as CourseMap).races[0]?.cells[0];
    assert.ok(
      cell && cell.runs > firstRuns,
      'the first orders are all of them: take a longer race',
    );
    assert.equal(races[0]?.runs, cell.runs);
    assert.equal(races[0]?.orders, cell.orders);
  });
});
