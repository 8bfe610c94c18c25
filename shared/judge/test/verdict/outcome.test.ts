import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deposit, race, withdraw } from '@workbook/course';
import type { Turn } from '@workbook/explorer';
import { describeOutcome, mishapsOf } from '../../src/verdict/outcome.ts';
import { ann, bob, exchange, ok, refused } from '../support/histories.ts';

const anyRace = race('any', {
  anomaly: 'lost update',
  question: 'Is it right?',
  accounts: { ann: 100, bob: 50 },
  instances: 1,
  clients: { A: withdraw('ann', 30), B: [deposit('ann', 50), withdraw('ann', 1)] },
});
const finished = { kind: 'finished' } as const;

describe('describeOutcome', () => {
  it('is the same in whatever order the clients were answered', () => {
    const a = exchange('A', withdraw('ann', 30), 0, 1, ok(ann(70)));
    const b = exchange('B', deposit('ann', 50), 0, 1, refused('conflict'));
    const final = [ann(70), bob(50)];
    const outcome = 'A 200 ann 70; B 409 conflict → ann 70, bob 50';
    for (const exchanges of [
      [a, b],
      [b, a],
    ])
      assert.equal(describeOutcome({ race: anyRace, exchanges, ending: finished, final }), outcome);
  });

  it('tells a request that was not sent from one without an answer', () => {
    const exchanges = [exchange('A', withdraw('ann', 30), 0)];
    const outcome = describeOutcome({ race: anyRace, exchanges, ending: finished, final: [] });
    assert.equal(outcome, 'A no answer; B not begun → no accounts');
  });

  it('ends with how the run ended where the accounts cannot be read', () => {
    const ending = { kind: 'stuck', waiting: [] } as const;
    const outcome = describeOutcome({ race: anyRace, exchanges: [], ending, final: undefined });
    assert.equal(outcome, 'A not begun; B not begun → stuck');
  });
});

describe('mishapsOf', () => {
  const turn = (client: string, text: string, more: Partial<Turn> = {}) =>
    ({ client, text, move: { client }, ...more }) as Turn;

  it('lists faults and failures, in an order that does not depend on the schedule', () => {
    const turns = [
      turn('B', 'commit', { reply: { error: { code: '40001', message: 'no' } } }),
      turn('A', 'begin', { reply: { rowCount: 0 } }),
      turn('A', 'commit', { move: { client: 'A', fault: 'crash-after' } }),
    ];
    const mishaps = 'A crash-after commit; B 40001 commit';
    assert.equal(mishapsOf({ turns }), mishaps);
    assert.equal(mishapsOf({ turns: turns.toReversed() }), mishaps);
  });
});
