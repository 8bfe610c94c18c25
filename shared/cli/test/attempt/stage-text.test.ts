import assert from 'node:assert/strict';
import { it } from 'node:test';
import { stageText } from '../../src/attempt/stage-text.ts';
import { standings } from '../support/loop-states.ts';

it('the stage says how far it is, that green is likely, and how long it takes', () => {
  const races = standings({ prevented: 3, tried: 11, waiting: 1 });
  const now = { races, tasks: [], heardOf: 'lost update', runs: 7 };
  const texts = [
    stageText({ ...now, stage: 'first' }),
    stageText({ ...now, stage: 'open' }),
    stageText({ ...now, stage: 'open', remainingMs: 3400 }),
    stageText({ ...now, stage: 'memory', remainingMs: 47_000 }),
    stageText({ ...now, stage: 'memory', remainingMs: 151_000 }),
    stageText({ ...now, stage: 'open', remainingMs: 3400, isLeast: true }),
    stageText({ ...now, stage: 'open', heardOf: 'a wait is bounded', isAtTasks: true }),
  ];
  assert.deepEqual(texts, [
    'judging: 14 of 15 races · lost update',
    'probably green, 12 of 15 races open · lost update',
    'probably green, 12 of 15 races open, about 3 s · lost update',
    'probably green, 12 of 15 races open, about 45 s · lost update',
    'probably green, 12 of 15 races open, about 3 min · lost update',
    'probably green, 12 of 15 races open, more than 3 s · lost update',
    'probably green, looking at the tasks · a wait is bounded',
  ]);
});
