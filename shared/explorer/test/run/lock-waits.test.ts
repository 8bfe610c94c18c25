import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ExplorationError, type Session } from '../../src/index.ts';
import { DeadlockVictims } from '../../src/run/deadlock-victims.ts';
import { InFlight } from '../../src/run/in-flight.ts';
import { LockWaits } from '../../src/run/lock-waits.ts';
import { Quiescence } from '../../src/run/quiescence.ts';
import { operation, session, turn } from '../support/parts.ts';

/** PostgreSQL's answers, one for each time that it is asked; the last one for all further times. */
type Answers = readonly Readonly<Record<number, readonly number[]>>[];

const lockOfRow = [{ mode: 'lock', scope: 'stock' }] as const;

/** Clients A, B, C with the sessions 1, 2, 3; those of `sending` have sent a statement. */
function situation({
  sending,
  answers = [{}],
  sessions = [
    session({ pid: 1, client: 'A', open: true, locked: lockOfRow }),
    session({ pid: 2, client: 'B' }),
    session({ pid: 3, client: 'C' }),
  ],
  replyTimeoutMs = 10_000,
}: {
  sending: string;
  answers?: Answers;
  sessions?: readonly Session[];
  replyTimeoutMs?: number;
}) {
  const inFlight = new InFlight();
  for (const [index, client] of sending.split('').entries()) {
    const over = sessions.find((one) => one.client === client);
    assert.ok(over);
    inFlight.add({
      operation: operation(`update of ${client}`, { session: over, footprint: () => lockOfRow }),
      client,
      instance: 0,
      launchedAt: index,
    });
  }
  let looks = 0;
  const asked: (readonly number[])[] = [];
  const monitor = {
    async waits(pids: readonly number[]) {
      asked.push(pids);
      const answer = answers[Math.min(looks, answers.length - 1)] ?? {};
      looks += 1;
      return new Map(Object.entries(answer).map(([pid, holders]) => [Number(pid), [...holders]]));
    },
  };
  const lockWaits = new LockWaits(monitor, replyTimeoutMs, {
    inFlight,
    quiescence: new Quiescence(replyTimeoutMs, () => false),
    victims: new DeadlockVictims([], false),
    sessions: () => sessions,
    mayOthersEndIt: () => true,
  });
  const last = turn(sending.length - 1, sending.at(-1) ?? '');
  return {
    lockWaits,
    inFlight,
    asked,
    last,
    allWait: () => lockWaits.allWait(last),
    waitsFor: () => Object.fromEntries([...inFlight].map((one) => [one.client, one.waitsFor])),
  };
}

describe('a statement without a reply', () => {
  it('waits for the client whose session blocks it', async () => {
    const { allWait, waitsFor, asked } = situation({ sending: 'B', answers: [{ 2: [1] }] });
    assert.equal(await allWait(), true);
    assert.deepEqual(waitsFor(), { B: ['A'] });
    assert.deepEqual(asked, [[2]]);
  });

  it('is not asked about again once that is known', async () => {
    const { allWait, asked } = situation({ sending: 'B', answers: [{ 2: [1] }] });
    await allWait();
    assert.equal(await allWait(), true);
    assert.equal(asked.length, 1);
  });

  it('is asked about until PostgreSQL says that it waits', async () => {
    const { allWait, asked } = situation({ sending: 'B', answers: [{}, {}, { 2: [1] }] });
    assert.equal(await allWait(), true);
    assert.equal(asked.length, 3);
  });

  it('does not wait when its reply comes while PostgreSQL is asked', async () => {
    const { lockWaits, inFlight, last, waitsFor } = situation({
      sending: 'B',
      answers: [{ 2: [1] }],
    });
    const waiting = lockWaits.allWait(last);
    const [sent] = inFlight;
    assert.ok(sent);
    inFlight.replied(sent, {});
    assert.equal(await waiting, false);
    assert.deepEqual(waitsFor(), { B: undefined });
  });

  it('is believed to wait, beside another one, when two looks agree', async () => {
    const { allWait, waitsFor, asked } = situation({
      sending: 'BC',
      answers: [
        { 2: [1], 3: [2] },
        { 2: [1], 3: [1] },
        { 2: [1], 3: [1] },
      ],
    });
    assert.equal(await allWait(), true);
    assert.deepEqual(waitsFor(), { B: ['A'], C: ['A'] });
    assert.equal(asked.length, 3);
  });

  it('may not wait for a session that is not a client of the run', async () => {
    const { allWait } = situation({ sending: 'B', answers: [{ 2: [99] }] });
    await assert.rejects(
      allWait(),
      (error) =>
        error instanceof ExplorationError &&
        error.message ===
          'client B is blocked by session 99, which does not belong to any client: close what else uses this database',
    );
  });

  it('is given up when it neither waits nor is answered', async () => {
    const { allWait } = situation({ sending: 'B', replyTimeoutMs: 0 });
    await assert.rejects(allWait(), /client B got no reply to "update of B" within 0 ms/);
  });
});

describe('clients that wait in a circle', () => {
  it('are noted in the turn, and asked about until PostgreSQL has cancelled one', async () => {
    const { lockWaits, inFlight, last, asked } = situation({
      sending: 'AB',
      answers: [{ 1: [2], 2: [1] }],
    });
    const waiting = lockWaits.allWait(last);
    const [first] = inFlight;
    assert.ok(first);
    // Two looks have to agree before a circle counts.
    while (!lockWaits.circle) await new Promise((resolve) => setImmediate(resolve));
    inFlight.replied(first, { error: new Error('deadlock detected') });
    assert.equal(await waiting, false);
    assert.deepEqual(last.circle, ['A', 'B']);
    assert.ok(asked.length >= 2);
  });
});

describe('an interruption that a statement has ordered', () => {
  it('is expected until it has come', async () => {
    const { lockWaits } = situation({ sending: 'B' });
    assert.equal(lockWaits.interruptionIsComing, false);
    lockWaits.expectInterruption();
    assert.equal(lockWaits.interruptionIsComing, true);
    lockWaits.interruptionIsOver();
    assert.equal(lockWaits.interruptionIsComing, false);
  });
});
