import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Move } from '../../src/index.ts';
import { PassingTime } from '../../src/run/passing-time.ts';
import { actor, plan, turn } from '../support/parts.ts';
import { situation } from '../support/situation.ts';

/** Clients A and B of one instance: A has begun, and read the clock, and B is about to do something. */
function atWork({ patientTimers = false }: { patientTimers?: boolean | 'short' } = {}) {
  const { clients, turns, clock, park, sleep } = situation({ plans: [plan('A'), plan('B')] });
  const passing = new PassingTime({ turns, clients, clock, patientTimers });
  const went = (client: string, kind: 'call' | 'timer' = 'call', fault?: Move['fault']) => {
    const one = turn(turns.length, client, { kind, move: { client, ...(fault && { fault }) } });
    turns.push(one);
    return one;
  };
  const reads = (client: string) => passing.noteRead(actor(client), () => true);
  went('A');
  reads('A');
  went('A');
  return {
    passing,
    clients,
    clock,
    park,
    sleep,
    went,
    reads,
    msBeforeB: () => passing.msBefore('B'),
  };
}

describe('time that goes by while another client is at work', () => {
  it('is a minute before an operation', () => {
    const { park, msBeforeB } = atWork();
    park('B');
    assert.equal(msBeforeB(), 60_000);
  });

  it('is short before a timer, and a minute before the next one of the same client', () => {
    const { sleep, went, msBeforeB } = atWork();
    sleep('B', 10);
    assert.equal(msBeforeB(), 2_500);
    went('B', 'timer', 'time-passes');
    assert.equal(msBeforeB(), 60_000);
    went('A');
    assert.equal(msBeforeB(), 60_000);
    went('B', 'timer');
    assert.equal(msBeforeB(), 0);
  });

  it('is shorter than what another timer has to go', () => {
    const { park, sleep, msBeforeB } = atWork();
    park('B');
    sleep('A', 500);
    assert.equal(msBeforeB(), 499);
    sleep('A', 50);
    assert.equal(msBeforeB(), 0);
  });

  it('goes by beside at most one fault', () => {
    const { park, went, msBeforeB } = atWork();
    park('B');
    went('A', 'call', 'late-reply');
    assert.equal(msBeforeB(), 0);
  });

  it('does not matter where no other client is at work', () => {
    const { passing, clients, park, msBeforeB } = atWork();
    park('A', 'B');
    assert.equal(passing.msBefore('A'), 0);
    clients.finish('A', 'done');
    assert.equal(msBeforeB(), 0);
  });

  it('does not go by where timers are patient', () => {
    const { park, msBeforeB } = atWork({ patientTimers: true });
    park('B');
    assert.equal(msBeforeB(), 0);
  });
});

describe('a turn may come late', () => {
  it('that reads the clock which another client has read', async () => {
    const { passing, clock, park, went, reads } = atWork();
    park('B');
    const beforeMs = clock.nowMs;
    const late = went('B');
    const tellEnd = passing.turnBegins(late);
    reads('B');
    tellEnd();
    assert.equal(late.mayBeLate, true);
    await passing.goesBy(late);
    assert.equal(clock.nowMs - beforeMs, 60_000);
  });

  it('not where no one reads it', () => {
    const { passing, park, went } = atWork();
    park('B');
    const one = went('B');
    passing.turnBegins(one)();
    assert.equal(one.mayBeLate, undefined);
  });
});
