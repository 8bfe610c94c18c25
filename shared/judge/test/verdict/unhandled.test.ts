import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { race, withdraw } from '@workbook/course';
import { findViolation } from '../../src/verdict/oracle.ts';
import { ann } from '../support/histories.ts';

describe('a promise that a client has left without a handler', () => {
  const clients = { A: withdraw('ann', 30) };
  const accounts = { ann: 100 };
  const spec = {
    anomaly: 'lost update',
    question: 'Is it right?',
    accounts,
    instances: 1,
    clients,
  };
  const violation = (reason: unknown, final = [ann(100)]) =>
    findViolation({
      race: race('any', spec),
      beginning: [ann(100)],
      exchanges: [],
      turns: [],
      ending: { kind: 'finished' },
      final,
      unhandled: new Map([['A', reason]]),
    })?.says;

  it('ends the process when it is rejected, whatever it is rejected with', () => {
    const said =
      'client A has left a promise without a handler, and it was rejected, which ends the process: no';
    assert.equal(violation(new Error('no\nat all')), said);
    assert.equal(violation('no'), said);
    assert.match(violation(undefined) ?? '', /which ends the process: undefined$/);
  });

  it('comes behind what a sum tells', () => {
    assert.match(violation(new Error('no'), [ann(-1)]) ?? '', /-1/);
  });
});
