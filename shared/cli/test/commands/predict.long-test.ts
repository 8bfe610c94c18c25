import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, it } from 'node:test';
import type { PredictResult } from '../../src/json/predict.ts';
import { golden, normalized } from '../support/golden.ts';
import { inProcess } from '../support/in-process.ts';
import { makeOwnHome, quietly } from '../support/own-home.ts';
import { openTerminal } from '../support/terminal.ts';
import { withInput } from '../support/with-input.ts';

const home = await makeOwnHome();
beforeEach(() => home.empty());

/**
 * A seed that takes a protection out of step 01, and draws an order that breaks the race then. Where
 * step 01 gets another race or protection, another seed may have to be found.
 */
const breaking = ['predict', '01', '--seed', '4'];

describe('workbook predict', () => {
  it('asks, shows the end, and keeps the score', async (t) => {
    const { code, stdout, stderr } = await inProcess(...breaking, '--answer', 'yes');
    assert.equal(code, 0, stderr);
    golden(t, 'predict.txt', normalized(stdout));
    assert.equal((await inProcess(...breaking, '--answer', 'h')).code, 0);
    const score = await readFile(join(home.folder, '.workbook/predictions.json'), 'utf8');
    const { asked, right } = JSON.parse(score);
    assert.deepEqual({ asked, right }, { asked: 2, right: 1 });
  });

  it('draws the same question by the same seed, for tools', async () => {
    const draw = async () => {
      const { stdout } = await inProcess(...breaking, '--json');
      const { environment: _, ...result } = JSON.parse(stdout) as PredictResult;
      return result;
    };
    const result = await draw();
    assert.deepEqual(await draw(), result);
    assert.equal(result.ending, 'breaks');
    assert.equal(result.guess, null);
    assert.deepEqual(result.score, { asked: 0, right: 0 });
    assert.ok(result.schedule.endsWith(result.rest));
    assert.ok(!result.beginning.includes(result.violation ?? '?'));
  });

  it('goes on in a terminal until the learner leaves, a key for each answer', async () => {
    await using terminal = openTerminal(breaking, { env: { NO_COLOR: '1' }, rows: 80 });
    await terminal.shows('Can anything go wrong in this order?');
    await terminal.shows('q leaves');
    terminal.press('x');
    await terminal.shows('"x" is no answer: y can happen   n cannot happen   q leaves');
    terminal.press('y');
    await terminal.shows('Right: it can happen. Your score: 1 of 1.');
    await terminal.shows('q leaves, any other key asks the next one.');
    terminal.press(' ');
    await terminal.shows(
      /Your score: 1 of 1\.[^]*Can anything go wrong in this order\?[^]*q leaves/,
    );
    terminal.press('q');
    assert.equal(await terminal.ended, 0);
  });

  it('asks first what is due on the day, and then the questions that are new', async () => {
    const { predictCommand } = await import('../../src/commands/predict.ts');
    const { rememberPrediction } = await import('../../src/predict/score.ts');
    rememberPrediction({ step: '01' }, false, '2026-11-20');
    const shown = async (today: string) =>
      await quietly(() => withInput('y\n', () => predictCommand(undefined, {}, today)));
    const next = await shown('2026-11-21');
    assert.match(next, /^1 question due today\.\s+Step 01\. [^]*\nRight: it can happen\. /);
    assert.match(await shown('2026-11-21'), /^Nothing due today\.\s+That is all for today: /);
    assert.match(await shown('2026-11-22'), /^1 question due today\./);
  });

  it('says what is not a seed, and what is not an answer', async () => {
    const seed = await inProcess('predict', '06', '--seed', 'x');
    assert.equal(seed.code, 2);
    assert.match(seed.stderr, /"x" is not a seed: give a whole number/);
    const answer = await inProcess('predict', '06', '--answer', 'maybe');
    assert.equal(answer.code, 2);
    const noStep = await inProcess('predict', '--json');
    assert.equal(noStep.code, 2);
    assert.match(noStep.stderr, /name a step: /);
    assert.match(
      answer.stderr,
      /"maybe" is not an answer: say yes \(it can happen\) or no \(it cannot\)/,
    );
  });
});
