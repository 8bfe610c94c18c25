import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, it } from 'node:test';
import type { PredictResult } from '../../src/json/predict.ts';
import { golden, normalized } from '../support/golden.ts';
import { inProcess } from '../support/in-process.ts';
import { makeOwnHome } from '../support/own-home.ts';
import { openTerminal } from '../support/terminal.ts';

const home = await makeOwnHome();
beforeEach(() => home.empty());

/**
 * A seed that takes a protection out of step 01, and draws an order that breaks the race then. Where
 * step 01 gets another race or protection, another seed may have to be found.
 */
const breaking = ['predict', '01', '--seed', '4'];

describe('workbook predict', () => {
  it('asks, shows the end, and keeps the score', async (t) => {
    const { code, stdout, stderr } = await inProcess(...breaking, '--answer', 'breaks');
    assert.equal(code, 0, stderr);
    golden(t, 'predict.txt', normalized(stdout));
    assert.equal((await inProcess(...breaking, '--answer', 'h')).code, 0);
    const score = await readFile(join(home.folder, '.workbook/predictions.json'), 'utf8');
    assert.deepEqual(JSON.parse(score), { asked: 2, right: 1 });
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

  it('goes on in a terminal until the learner leaves', async () => {
    await using terminal = openTerminal(breaking, { env: { NO_COLOR: '1' }, rows: 80 });
    await terminal.shows('Does it hold, or break? h, b, or q to leave');
    terminal.press('x\r');
    await terminal.shows('"x" is not an answer: say holds (h) or breaks (b)');
    terminal.press('b\r');
    await terminal.shows('Right: it breaks. Your score: 1 of 1.');
    await terminal.shows(/Your score: 1 of 1\.[^]*Does it hold, or break\?/);
    terminal.press('q\r');
    assert.equal(await terminal.ended, 0);
  });

  it('says what is not a seed, and what is not an answer', async () => {
    const seed = await inProcess('predict', '06', '--seed', 'x');
    assert.equal(seed.code, 2);
    assert.match(seed.stderr, /"x" is not a seed: give a whole number/);
    const answer = await inProcess('predict', '06', '--answer', 'maybe');
    assert.equal(answer.code, 2);
    assert.match(answer.stderr, /"maybe" is not an answer: say holds \(h\) or breaks \(b\)/);
  });
});
