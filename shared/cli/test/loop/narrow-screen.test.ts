import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { screenOf } from '../../src/loop/render.ts';
import { type Change, firstState } from '../../src/loop/state.ts';
import { checkedRace, checkedTask, facts, question, testResult } from '../support/loop-states.ts';

const screen = (change: Change, width: number) =>
  screenOf({ ...firstState(facts), doing: '', ...change }, width);

describe('the second line', () => {
  const prevented = checkedRace('lost update', 'prevented');
  const green = testResult('green', [prevented, checkedRace('write skew', 'prevented')]);
  const limited = testResult('green', [{ ...prevented, memoryChanges: 2 }]);
  const undone = [checkedTask(3, 'Bound the wait', 'fails', 'it was not answered')];
  it('says less on a narrow terminal, and cuts nothing off', () => {
    const alone = testResult('red', [checkedRace('alone', 'possible', { wrongAlone: true })]);
    const two = testResult('red', [checkedRace('lost update, two instances', 'possible')]);
    const open = testResult('inconclusive', [checkedRace('write skew', 'inconclusive')]);
    for (const [width, result, line] of [
      [40, green, '✓ Green: 2 races cannot happen.'],
      [40, limited, '✓ Green: 1 race cannot happen *.'],
      [40, alone, '✗ Red: wrong with one request at a time.'],
      [40, two, '✗ Red: a race can happen.'],
      [30, testResult('red', [prevented], { tasks: undone }), '✗ Red: task 3 is not done.'],
      [40, open, '? Inconclusive'],
      [10, two, '✗ Red'],
    ] as const)
      assert.equal(screen({ result }, width).verdict, line);
  });
});

describe('the run that fails', () => {
  it('keeps a column for each client', () => {
    const line = { instance: 0, kind: 'turn', place: null, damage: false } as const;
    const picture = {
      ...{ race: 'lost-update', schedule: 'AB', source: null, replayCommand: 'npx workbook' },
      lines: [
        { ...line, client: 'A', turn: 1, caption: 'SELECT account 1 → balance 100' },
        { ...line, client: 'B', turn: 2, caption: 'COMMIT', damage: true },
      ],
      text: `lost update: ann lost 50

    A                                   │ B
  1 SELECT account 1 → balance 100      │
  2▶                                    │ COMMIT

schedule: AB`,
    };
    const races = [checkedRace('lost update', 'possible')];
    assert.match(
      screen({ result: testResult('red', races, { picture }) }, 40).body,
      /\n {4}A {15}│ B\n {2}1 SELECT account 1│\n {6}→ balance 100 │\n {2}2▶ {16}│ COMMIT\n/,
    );
  });
});

describe('a question before a step', () => {
  it('shows its answers whole on a narrow terminal', () => {
    const { body } = screen({ view: { kind: 'question', question } }, 40);
    assert.match(
      body,
      /\ny {2}can happen: some order of the\n {3}operations does harm\nn {2}cannot happen: no order does\ns {2}skips/,
    );
    assert.deepEqual(
      body.split('\n').filter((line) => line.length > 40),
      [],
    );
  });
});
