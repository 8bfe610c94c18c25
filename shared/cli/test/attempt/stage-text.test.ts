import assert from 'node:assert/strict';
import { it } from 'node:test';
import { stageText } from '../../src/attempt/stage-text.ts';

it('the stage says how far it is, that green is likely, and that it takes more', () => {
  const now = { done: 3, race: 'lost update', runs: 7 };
  const texts = (['first', 'open', 'memory'] as const).map((stage) =>
    stageText({ ...now, stage }, 15),
  );
  assert.deepEqual(texts, [
    'judging: 3 of 15 races · lost update',
    'probably green, 12 of 15 races open · lost update',
    'green so far, now every order within one instance: 3 of 15 races · lost update',
  ]);
});
