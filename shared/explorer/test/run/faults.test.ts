import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Operation, parseSchedule, type Turn } from '../../src/index.ts';
import type { Use } from '../../src/model/footprint.ts';
import { Clients } from '../../src/run/clients.ts';
import { Faults } from '../../src/run/faults.ts';
import { Run } from '../../src/run/run.ts';
import { RunClock } from '../../src/run/run-clock.ts';
import { actor, operation, plan, turn } from '../support/parts.ts';

/** Clients A and B, each in an instance of its own, and the turns of a schedule so far. */
function situation(schedule: string, pauseMs?: number) {
  const turns: Turn[] = parseSchedule(schedule).map((move, index) =>
    turn(index, move.client, { move }),
  );
  const clock = new RunClock();
  const clients = new Clients([plan('A'), plan('B', { instance: 1 })], new Run([], [], {}), {
    turns,
    clock,
    patientTimers: false,
    isMonotonous: () => false,
    isInFlight: () => false,
    onChange: () => {},
  });
  for (const client of 'AB') clients.park(client, operation(`${client}'s next`));
  const failovers: string[] = [];
  const redisClock = { failOver: async () => void failovers.push('failed over') };
  const faults = new Faults({
    turns,
    clients,
    clock,
    passing: { goesBy: async () => {} },
    redisClock: redisClock as never,
    ...(pauseMs && { pauseMs }),
  });
  const last = turns.at(-1) as Turn;
  return { faults, clients, clock, last, failovers };
}

/** An operation that tells how it was sent. */
function telling(ways: readonly ('performHalf' | 'performAway')[]) {
  const sent: string[] = [];
  const tell = (way: string) => async () => {
    sent.push(way);
    return {};
  };
  const more = Object.fromEntries(ways.map((way) => [way, tell(way)]));
  const one: Operation = operation('write', { perform: tell('perform'), ...more });
  return { one, sent };
}

describe('a pause', () => {
  it('holds back the instance alone, and lets a minute go by', async () => {
    const { faults, clients, clock, last } = situation('A~');
    const beforeMs = clock.nowMs;
    await faults.pause(last);
    assert.deepEqual(clients.enabled(), ['B']);
    assert.equal(clock.nowMs - beforeMs, 60_000);
    assert.equal(last.outcome, 'paused');
  });

  it('lasts as long as the run says', async () => {
    const { faults, clock, last } = situation('A~', 5);
    const beforeMs = clock.nowMs;
    await faults.pause(last);
    assert.equal(clock.nowMs - beforeMs, 5);
  });
});

describe('a crash', () => {
  for (const [schedule, losesReply] of [
    ['A', false],
    ['A-', true],
    ['A+', true],
    ['A%', false],
    ['A~', false],
  ] as const)
    it(`${losesReply ? 'takes' : 'leaves'} the reply in ${schedule}`, () => {
      const { faults, last } = situation(schedule);
      assert.equal(faults.losesReply(last), losesReply);
    });

  it('in the middle sends half of what can be halved, and takes the reply', async () => {
    const { faults, last } = situation('A%');
    const { one, sent } = telling(['performHalf']);
    await faults.send(one, last);
    assert.deepEqual(sent, ['performHalf']);
    assert.equal(faults.losesReply(last), true);
  });

  it('in the middle sends all of what cannot be halved', async () => {
    const { faults, last } = situation('A%');
    const { one, sent } = telling([]);
    await faults.send(one, last);
    assert.deepEqual(sent, ['perform']);
  });
});

describe('what a client writes at once, in synchronous code', () => {
  it('is written whole without a fault, and noted in the turn', () => {
    const { faults, last } = situation('A');
    assert.equal(faults.touchesAtOnce([], true, actor('A')), 'all');
    assert.equal(last.wroteAtOnce, true);
  });

  it('counts as touched in the turn, written or read, unless its client has crashed', () => {
    const { faults, last, clients } = situation('A');
    last.footprint = [];
    const file: Use = { mode: 'read', scope: 'file', key: 'f' };
    assert.equal(faults.touchesAtOnce([file], false, actor('A')), 'all');
    assert.deepEqual(last.footprint, [file]);
    assert.equal(last.wroteAtOnce, undefined);
    clients.crash(0);
    assert.equal(faults.touchesAtOnce([file], false, actor('A')), 'all');
    assert.deepEqual(last.footprint, [file]);
  });

  it('is written by half in a crash in the middle, and not at all after it', () => {
    const { faults, clients } = situation('A%');
    assert.equal(faults.touchesAtOnce([], true, actor('A')), 'half');
    assert.equal(clients.get('A').crashed, true);
    assert.equal(faults.touchesAtOnce([], true, actor('A')), 'nothing');
  });

  it('is written whole when the half of this turn was an operation', async () => {
    const { faults, last } = situation('A%');
    await faults.send(telling(['performHalf']).one, last);
    assert.equal(faults.touchesAtOnce([], true, actor('A')), 'all');
  });

  it('is written whole by an instance whose turn it is not', () => {
    const { faults, last } = situation('A%');
    const other = { ...actor('B'), instance: 1 };
    assert.equal(faults.touchesAtOnce([], true, other), 'all');
    assert.equal(last.wroteAtOnce, undefined);
  });
});

describe('Redis', () => {
  it('is away for this operation and all that follow', async () => {
    const { faults, last } = situation('A^');
    await faults.strike(last);
    const { one, sent } = telling(['performAway']);
    await faults.send(one, last);
    await faults.send(one, turn(1, 'B'));
    assert.deepEqual(sent, ['performAway', 'performAway']);
    assert.equal(last.footprint, 'everything');
  });

  it('is away for its own operations only', async () => {
    const { faults, last } = situation('A^');
    await faults.strike(last);
    const { one, sent } = telling([]);
    await faults.send(one, last);
    assert.deepEqual(sent, ['perform']);
  });

  it('is taken over by another one, once', async () => {
    const { faults, last, failovers } = situation('A_');
    await faults.strike(last);
    assert.deepEqual(failovers, ['failed over']);
  });

  it('stays as it is in a turn without such a fault', async () => {
    const { faults, last, failovers } = situation('A-');
    await faults.strike(last);
    assert.deepEqual([failovers, last.footprint], [[], []]);
  });
});
