import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HangTimer } from '../../src/workers/hang-timer.ts';
import { beatMs, type Message } from '../../src/workers/job.ts';

const said: Readonly<Record<'beat' | 'busy' | 'news', Message>> = {
  beat: { kind: 'beat', isBusy: false },
  busy: { kind: 'beat', isBusy: true },
  news: { kind: 'progress', progress: { run: 1, waiting: 0, failing: 0 } },
};

const times = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one);

/** Whether a timer has noticed that a process hangs, after these messages of it; `works` is what its server does. */
async function noticed(
  messages: readonly (keyof typeof said)[],
  works: () => boolean = () => false,
): Promise<boolean> {
  let hangs = false;
  using timer = new HangTimer(
    3 * beatMs,
    () => {
      hangs = true;
    },
    { isAtWork: async () => works() },
  );
  for (const one of messages) await timer.hear(said[one]);
  return hangs;
}

describe('a hang timer', () => {
  it('notices a process that only beats', async () => {
    assert.equal(await noticed(['beat', 'beat']), false);
    assert.equal(await noticed(['beat', 'beat', 'beat']), true);
  });

  it('begins again with everything new that it hears', async () => {
    assert.equal(await noticed(['beat', 'beat', 'news', 'beat', 'beat']), false);
    assert.equal(await noticed(['beat', 'beat', 'news', 'beat', 'beat', 'beat']), true);
  });

  it('is patient with a process that works, and not for ever', async () => {
    assert.equal(await noticed(times(23, 'busy')), false);
    assert.equal(await noticed(times(24, 'busy')), true);
  });

  it('is patient with a process whose server works, and not for ever', async () => {
    assert.equal(await noticed(times(3, 'beat'), () => true), false);
    assert.equal(await noticed(times(26, 'beat'), () => true), false);
    assert.equal(await noticed(times(27, 'beat'), () => true), true);
    let asked = 0;
    const onlyOnce = () => (asked += 1) === 1;
    assert.equal(await noticed(times(6, 'beat'), onlyOnce), true);
    asked = 0;
    assert.equal(await noticed(times(5, 'beat'), onlyOnce), false);
  });

  it('does not accuse a process that has told something while its server was asked', async () => {
    const asked = Promise.withResolvers<boolean>();
    let hangs = false;
    using timer = new HangTimer(
      beatMs,
      () => {
        hangs = true;
      },
      { isAtWork: () => asked.promise },
    );
    const decided = timer.hear(said.beat);
    await timer.hear(said.news);
    asked.resolve(false);
    await decided;
    assert.equal(hangs, false);
  });

  it('does not count the time in which a server does not answer', async () => {
    const answer = Promise.withResolvers<void>();
    let hangs = false;
    using timer = new HangTimer(
      4 * beatMs,
      () => {
        hangs = true;
      },
      { answer: () => answer.promise },
    );
    await timer.hear(said.beat);
    const asked = timer.hear(said.beat);
    for (const one of times(10, said.beat)) await timer.hear(one);
    answer.resolve();
    await asked;
    await timer.hear(said.beat);
    assert.equal(hangs, false);
    await timer.hear(said.beat);
    assert.equal(hangs, true);
  });
});
