import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, it } from 'node:test';
import { makeOwnHome, quietly } from '../support/own-home.ts';

const home = await makeOwnHome();
beforeEach(() => home.empty());
const { readPredictions, readScore, rememberPrediction, rememberSkipped, wasAsked } = await import(
  '../../src/predict/score.ts'
);

const file = join(home.folder, '.workbook/predictions.json');
const today = '2026-11-20';

describe('what is kept of predictions', () => {
  it('is each question once, with the day and the result, beside the score', () => {
    rememberPrediction({ step: '06' }, true, today);
    rememberPrediction({ step: '06', seed: 3 }, true, today);
    assert.deepEqual(rememberPrediction({ step: '06' }, false, '2026-11-21'), {
      asked: 3,
      right: 2,
    });
    assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), {
      asked: 3,
      right: 2,
      cards: [
        { step: '06', seed: 3, day: today, right: true, rights: 1 },
        { step: '06', day: '2026-11-21', right: false, rights: 0 },
      ],
      skipped: [],
    });
  });

  it('says whether the question before a step was answered or skipped', () => {
    rememberPrediction({ step: '02', seed: 1 }, true, today);
    assert.ok(!wasAsked('02'));
    rememberSkipped('02');
    rememberSkipped('02');
    assert.ok(wasAsked('02'));
    assert.deepEqual(readPredictions().skipped, ['02']);
    rememberPrediction({ step: '03' }, false, today);
    assert.ok(wasAsked('03'));
    assert.ok(!wasAsked('04'));
  });

  it('goes on from a file of earlier, which has the score alone', () => {
    writeFileSync(file, '{"asked":7,"right":5}\n');
    assert.deepEqual(readPredictions(), { asked: 7, right: 5, cards: [], skipped: [] });
    rememberPrediction({ step: '01' }, true, today);
    assert.deepEqual(readScore(), { asked: 8, right: 6 });
  });

  it('is set aside where it makes no sense', async () => {
    const card = { step: '01', day: today, right: true, rights: 1 };
    for (const nonsense of [
      { cards: [{ ...card, day: '2026-02-30' }] },
      { cards: [{ ...card, rights: -1 }] },
      { cards: [{ ...card, seed: 'x' }] },
      { cards: [null] },
      { cards: {} },
      { skipped: [1] },
    ]) {
      writeFileSync(file, JSON.stringify({ asked: 1, right: 1, ...nonsense }));
      const said = await quietly(async () => assert.equal(readScore().asked, 0));
      assert.match(said, /predictions\.json\.broken/, JSON.stringify(nonsense));
    }
  });
});
