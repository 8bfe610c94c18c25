import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseSchedule, type Session } from '../../src/index.ts';
import { LeftToChance, NotInDeadlock, VictimLookedTooEarly } from '../../src/model/errors.ts';
import { DeadlockVictims } from '../../src/run/deadlock-victims.ts';
import { InFlight } from '../../src/run/in-flight.ts';
import { operation, session, turn } from '../support/parts.ts';

const locks = [{ mode: 'lock', scope: 'stock' }] as const;

/** An operation of a client over this session. */
function sentBy(client: string, over: Session, inFlight = new InFlight()) {
  return inFlight.add({
    operation: operation('update', { session: over, footprint: () => locks }),
    client,
    instance: 0,
    launchedAt: 0,
  });
}

describe('how soon a session looks for a deadlock', () => {
  it('is never, at the beginning, where victims can be chosen', () => {
    assert.deepEqual(new DeadlockVictims([], true).sessionSettings, { deadlock_timeout: '100000' });
    assert.deepEqual(new DeadlockVictims([], false).sessionSettings, {});
  });

  /** Client B sends in the last turn of `schedule`; the time-outs that its session is given. */
  const timeouts = (
    schedule: string,
    {
      choosesVictims = true,
      othersWait = true,
      at = 0,
      ...state
    }: Partial<Session> & {
      choosesVictims?: boolean;
      othersWait?: boolean;
      at?: number;
    } = {},
  ) => {
    const moves = parseSchedule(schedule);
    const own = session({ open: true, ...state });
    const index = at || moves.length - 1;
    const move = moves[index] ?? { client: 'B' };
    const victims = new DeadlockVictims(moves, choosesVictims, 25);
    victims.arm(sentBy('B', own), turn(index, 'B', { move }), othersWait);
    return own.timeoutsMs;
  };

  it('is at once, where a client may close a circle', () => {
    assert.deepEqual(timeouts('AAB'), [1]);
  });

  it('is later than that of another victim, which the schedule names', () => {
    assert.deepEqual(timeouts('AABa'), [275]);
  });

  it('is at once, where the schedule names the client itself', () => {
    assert.deepEqual(timeouts('AABb'), [1]);
  });

  it('is a little later, where a later move names the client', () => {
    assert.deepEqual(timeouts('ABAb', { at: 1 }), [25]);
  });

  it('stays as it is, where no other client waits, or no transaction is open', () => {
    assert.deepEqual(timeouts('AAB', { othersWait: false }), []);
    assert.deepEqual(timeouts('AAB', { open: false }), []);
  });

  it('stays as it is in a failed transaction, which takes no SET, and where victims are not chosen', () => {
    assert.deepEqual(timeouts('AAB', { failed: true }), []);
    assert.deepEqual(timeouts('AAB', { choosesVictims: false }), []);
  });

  it('is never again, when a session that looked at once asks for a lock in a later run', () => {
    const own = session({ open: true });
    new DeadlockVictims([], true).arm(sentBy('B', own), turn(0, 'B'), true);
    const nextRun = new DeadlockVictims([], true);
    nextRun.arm(sentBy('B', own), turn(0, 'B'), false);
    nextRun.arm(sentBy('B', own), turn(1, 'B'), false);
    assert.deepEqual(own.timeoutsMs, [1, 100_000]);
  });
});

describe('a circle', () => {
  const check = (move: string, circle: string[], victimTimeoutMs?: number, broken?: string[]) => {
    const inFlight = new InFlight();
    sentBy('A', session(), inFlight);
    const [made] = parseSchedule(move);
    const victims = new DeadlockVictims([], true, victimTimeoutMs);
    if (broken) victims.broken({ victim: 'C', members: broken });
    victims.check(turn(3, 'B', { move: made }), circle, inFlight);
  };

  it('is what the schedule says when it has its victim in it, or names none', () => {
    assert.doesNotThrow(() => check('Ba', ['A', 'B']));
    assert.doesNotThrow(() => check('B', ['A', 'B']));
  });

  it('cannot have a victim that is not part of it', () => {
    assert.throws(() => check('Bc', ['A', 'B']), NotInDeadlock);
  });

  it('may be the next one, which has no victim that is named', () => {
    assert.doesNotThrow(() => check('Bc', ['A', 'B'], 25, ['A', 'B', 'C']));
  });

  it('that no client breaks, behind another one, makes a search inconclusive', () => {
    assert.throws(() => check('Bc', ['A', 'B'], -2000, ['A', 'B', 'C']), {
      name: 'Undecided',
      message: /closed the next one, of the clients A, B: PostgreSQL may cancel any of these/,
    });
  });

  it('that the victim should have broken long ago was looked for too early', () => {
    assert.throws(() => check('Ba', ['A', 'B'], -2000), VictimLookedTooEarly);
  });
});

describe('a client that looks for a deadlock at once', () => {
  it('has looked before another operation may close a circle', async () => {
    const victims = new DeadlockVictims([], true);
    const armedMs = performance.now();
    victims.arm(sentBy('B', session({ open: true })), turn(0, 'B'), true);
    await victims.othersLook(operation('update', { footprint: () => locks }));
    assert.ok(performance.now() - armedMs > 1, 'PostgreSQL lets it look after a millisecond');
  });
});

describe('the victim of a deadlock', () => {
  const broken = (
    victim: string,
    move: string,
    ...more: { victim: string; members: string[] }[]
  ) => {
    const victims = new DeadlockVictims([], true);
    const [made] = parseSchedule(move);
    const happened = turn(0, 'B', { move: made });
    victims.arm(sentBy('B', session({ open: true })), happened, true);
    for (const deadlock of [{ victim, members: ['A', 'B'] }, ...more]) victims.broken(deadlock);
    victims.checkForChance();
  };

  it('is the client that closes the circle, or the one that the schedule names', () => {
    assert.doesNotThrow(() => broken('B', 'B'));
    assert.doesNotThrow(() => broken('A', 'Ba'));
  });

  it('is left to chance when it is another one', () => {
    assert.throws(() => broken('A', 'B'), LeftToChance);
  });

  it('is left to chance also where another deadlock of the turn has the right one', () => {
    const behind = { victim: 'B', members: ['B', 'C'] };
    assert.throws(() => broken('A', 'B', behind), LeftToChance);
    assert.doesNotThrow(() => broken('B', 'B', { victim: 'C', members: ['A', 'C'] }));
  });

  it('has looked too early where the client that closes the circle finds it', () => {
    assert.throws(() => broken('B', 'Ba'), VictimLookedTooEarly);
  });

  it('is chance that does not matter where the one that looks first is not in the circle', () => {
    assert.doesNotThrow(() => broken('A', 'Bc'));
  });

  it('is alone, as far as is known, where PostgreSQL names no processes and no circle was seen', () => {
    const victims = new DeadlockVictims([], true);
    const sent = sentBy('B', session());
    assert.deepEqual(victims.membersOf(sent, undefined), ['B']);
    assert.deepEqual(victims.membersOf(sent, ['A', 'B']), ['A', 'B']);
  });
});
