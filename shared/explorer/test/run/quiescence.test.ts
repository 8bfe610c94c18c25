import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loopTurn } from '../../src/control/real-time.ts';
import { Quiescence } from '../../src/run/quiescence.ts';

/** After how many turns of the event loop it is quiet, while `during` is told of each. */
async function turnsUntilQuiet(
  quiescence: Quiescence,
  during: (turn: number) => void = () => {},
): Promise<number> {
  let turns = 0;
  let quiet = false;
  const waiting = quiescence.quiet().then(() => {
    quiet = true;
  });
  while (!quiet) {
    during(turns);
    await loopTurn();
    turns += 1;
  }
  await waiting;
  return turns;
}

describe('quiet', () => {
  const inSight = () => new Quiescence(10_000, () => false);

  it('is there when nothing has moved for two turns of the event loop', async () => {
    assert.equal(await turnsUntilQuiet(inSight()), 2);
  });

  it('is there after twelve while a client is out of sight', async () => {
    assert.equal(await turnsUntilQuiet(new Quiescence(10_000, () => true)), 12);
  });

  it('begins anew whenever something happens', async () => {
    const quiescence = inSight();
    const turns = await turnsUntilQuiet(quiescence, (turn) => {
      if (turn < 5) quiescence.wake();
    });
    assert.equal(turns, 7);
  });

  it('is not there while work is under way that is not an operation', async () => {
    const quiescence = inSight();
    quiescence.busy(1);
    const turns = await turnsUntilQuiet(quiescence, (turn) => {
      if (turn === 20) quiescence.busy(-1);
    });
    assert.ok(turns > 20, `${turns} turns`);
  });
});

describe('what is under way outside', () => {
  const waitingFor = (isQuiet: boolean) =>
    new Quiescence(20, () => true, {
      underWay: () => ({ what: 'a socket', client: 'A', call: undefined, isQuiet }),
      giveUp: () => false,
      hasImmediates: () => false,
    }).quiet();

  it('is waited for as long as three replies', async () => {
    await assert.rejects(waitingFor(false), /has not come within 0\.06 s$/);
  });

  it('is waited for no longer than a fifth of one where no answer is due', async () => {
    await assert.rejects(waitingFor(true), /has not come within 0\.004 s$/);
  });
});

describe('a change', () => {
  it('ends the wait for it', async () => {
    const quiescence = new Quiescence(10_000, () => false);
    const changed = quiescence.changeOrDelay(100_000);
    quiescence.wake();
    await changed;
  });

  it('is waited for no longer than the caller says', async () => {
    await new Quiescence(10_000, () => false).changeOrDelay(1);
  });
});
