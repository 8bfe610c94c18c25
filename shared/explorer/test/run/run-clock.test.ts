import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { explore } from '../../src/index.ts';
import { RunClock } from '../../src/run/run-clock.ts';
import { actor } from '../support/parts.ts';

/** A clock, and what it has told its servers. */
function clockWithServers() {
  const advancedMs: number[] = [];
  const clock = new RunClock(async (byMs) => {
    advancedMs.push(byMs);
  });
  return { clock, advancedMs };
}

describe('the clock of a run', () => {
  it('stands still at the beginning of 2026', () => {
    assert.equal(new Date(new RunClock().nowMs).toISOString(), '2026-01-01T00:00:00.000Z');
    assert.equal(new RunClock().nowMs, new RunClock().nowMs);
  });

  it('goes by as much as a pause lasts, for the servers as well', async () => {
    const { clock, advancedMs } = clockWithServers();
    const beginningMs = clock.nowMs;
    await clock.pass(60_000);
    assert.deepEqual([clock.nowMs - beginningMs, advancedMs], [60_000, [60_000]]);
  });

  it('goes to where a timer is due when it fires, and not back for one that was due before', async () => {
    const { clock, advancedMs } = clockWithServers();
    const beginningMs = clock.nowMs;
    const [early, late] = [10, 30].map((ms) => clock.timer(ms, actor('A'), () => {}));
    await late?.operation.perform();
    await early?.operation.perform();
    assert.deepEqual([clock.nowMs - beginningMs, advancedMs], [30, [30]]);
  });

  it('lets a timer that was armed later be due later', async () => {
    const clock = new RunClock();
    const beginningMs = clock.nowMs;
    await clock.pass(5);
    const dueMs = [10, 0, -1].map((ms) => clock.timer(ms, actor('A'), () => {}).dueMs);
    assert.deepEqual(
      dueMs.map((ms) => ms - beginningMs),
      [15, 5, 5],
    );
  });

  it('calls back when the timer is delivered, and not when it is performed', async () => {
    let fired = 0;
    const { operation } = new RunClock().timer(10, actor('A'), () => {
      fired += 1;
    });
    await operation.perform();
    assert.equal(fired, 0);
    operation.deliver();
    assert.equal(fired, 1);
  });

  it('takes a timer for a guard as long as it has a second to go', async () => {
    const clock = new RunClock();
    const { dueMs } = clock.timer(1500, actor('A'), () => {});
    assert.equal(clock.isGuard(dueMs), true);
    await clock.pass(500);
    assert.equal(clock.isGuard(dueMs), true);
    await clock.pass(1);
    assert.equal(clock.isGuard(dueMs), false);
  });
});

describe('after a run', () => {
  it('time goes on from its end, for requests, and for instances that start again', async () => {
    const sinceMs = () => Date.now() - Date.UTC(2026, 0, 1);
    const timesMs: number[] = [];
    const afterwards = { name: 'Z', instance: 0, label: 'afterwards' };
    await explore({
      prepare: async (options) => ({
        clients: [{ name: 'A', instance: 0, label: 'sleep', run: () => delay(500) }],
        async judge(_, afterwardsOf) {
          timesMs.push(options.as(0, sinceMs));
          await afterwardsOf.followUp({ ...afterwards, run: () => delay(200) });
          await afterwardsOf.passTime(1000);
          await afterwardsOf.followUp({ ...afterwards, run: async () => timesMs.push(sinceMs()) });
          timesMs.push(options.as(0, sinceMs));
          return { outcome: 'judged' };
        },
      }),
    });
    assert.deepEqual(timesMs.slice(0, 3), [500, 1700, 1700]);
  });
});
