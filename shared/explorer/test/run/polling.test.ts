import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { explore } from '../../src/index.ts';
import { codeScenario } from '../support/code-scenario.ts';
import { park } from '../support/parts.ts';

/** What is said of clients that sleep like this while the other one is at work. */
async function caveatsOf(sleep: (isBusy: () => boolean) => Promise<void>, instances = 1) {
  const change = async (lock: { isTaken: boolean }) => {
    await sleep(() => lock.isTaken);
    lock.isTaken = true;
    for (const scope of ['ann', 'bob']) await park('write', [{ mode: 'write', scope }]);
    lock.isTaken = false;
  };
  const { caveats } = await explore(
    codeScenario({
      share: () => ({ isTaken: false }),
      clients: { A: change, B: change },
      instances,
    }),
    { reduction: 'none' },
  );
  return caveats.map((text) => text.replace(/ at \S+\/(\S+?):\d+:\d+ /, ' at $1 '));
}

const polls = async (isBusy: () => boolean) => {
  for (let tries = 0; isBusy() && tries < 20; tries += 1) await delay(100);
};

it('is said of a client that polls what another one keeps in memory that it hardly does so in vain', async () => {
  assert.deepEqual(await caveatsOf(polls), [
    'what a client does that has slept at polling.test.ts more often than others have done something: it wakes up again only when another client has',
  ]);
});

it('is not said of one that sleeps once', async () => {
  assert.deepEqual(await caveatsOf(() => delay(100)), []);
});

it('is not said where clients share no memory', async () => {
  assert.deepEqual(await caveatsOf(polls, 2), []);
});
