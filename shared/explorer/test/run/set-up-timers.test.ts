import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as delay, setInterval as ticks } from 'node:timers/promises';
import { explore, yieldPoint } from '../../src/index.ts';
import { codeScenario } from '../support/code-scenario.ts';

/** What is said of instances that are set up like this. */
async function caveatsOf(setUp: (over: AbortSignal) => unknown): Promise<string[]> {
  using stack = new DisposableStack();
  const over = stack.adopt(new AbortController(), (one) => one.abort());
  const ask = () => yieldPoint('screening', async () => {});
  const scenario = codeScenario({
    share: async (options) => {
      if (options.fresh) await options.as(0, async () => await setUp(over.signal));
    },
    clients: { A: ask, B: ask },
  });
  const { caveats } = await explore(scenario);
  return caveats.map((text) => text.replace(/(?<= at )\S+\/(\S+?):\d+:\d+(?= does)/, '$1'));
}

const said = [
  'what a timer at set-up-timers.test.ts does: the set-up of an instance has armed it, so that it goes by real time, and hardly fires in a run',
];

describe('it is said of a timer that the set-up of an instance has armed that no run tries what it does:', () => {
  it('an interval', async () => {
    const found = await caveatsOf((over) => {
      const interval = setInterval(() => {}, 60_000);
      over.addEventListener('abort', () => clearInterval(interval));
    });
    assert.deepEqual(found, said);
  });

  it('a timer', async () => {
    const found = await caveatsOf((over) => {
      const timer = setTimeout(() => {}, 60_000);
      over.addEventListener('abort', () => clearTimeout(timer));
    });
    assert.deepEqual(found, said);
  });

  it('one of node:timers/promises', async () => {
    assert.deepEqual(
      await caveatsOf((signal) => void delay(60_000, 0, { signal }).catch(() => {})),
      said,
    );
    const work = async (signal: AbortSignal) => {
      for await (const _ of ticks(60_000, 0, { signal })) await yieldPoint('never', async () => {});
    };
    assert.deepEqual(await caveatsOf((signal) => void work(signal).catch(() => {})), said);
  });
});

describe('nothing is said of a timer of the set-up', () => {
  it('that was called off', async () => {
    const setUp = () => {
      clearTimeout(setTimeout(() => {}, 60_000));
      clearInterval(setInterval(() => {}, 60_000));
    };
    assert.deepEqual(await caveatsOf(setUp), []);
  });

  it('that has fired', async () => {
    assert.deepEqual(await caveatsOf(() => new Promise((resolve) => setTimeout(resolve, 1))), []);
    assert.deepEqual(await caveatsOf(() => delay(1)), []);
  });
});
