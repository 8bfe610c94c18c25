import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as delay, setImmediate as givesWay } from 'node:timers/promises';
import { explore, yieldPoint } from '../../src/index.ts';
import { codeScenario } from '../support/code-scenario.ts';

/** What is said of a client that asks for something, and waits for it no longer than a timer of its own. */
async function caveatsOf(ask: () => Promise<unknown>): Promise<string[]> {
  const inTime = async () => {
    const over = new AbortController();
    await Promise.race([ask(), delay(3000, 0, { signal: over.signal }).catch(() => {})]);
    over.abort();
  };
  const found = await explore(codeScenario({ share: () => {}, clients: { A: inTime, B: ask } }));
  return found.caveats.map((text) => text.replace(/(?<= at )\S+(?= that fires)/, 'HERE'));
}

it('says of a call to another service that a timer of its client was not tried before the reply', async () => {
  assert.deepEqual(await caveatsOf(() => yieldPoint('screening', async () => {})), [
    'a timer at HERE that fires before the reply to what its client has asked for; it was let go only after the reply, or when no client could go on',
  ]);
});

it('says nothing of that where a client only gives way', async () => {
  assert.deepEqual(await caveatsOf(() => givesWay()), []);
});

it('says nothing of an operation after which the timer was called off', async () => {
  const callsOff = async () => {
    const over = new AbortController();
    const limit = delay(3000, 0, { signal: over.signal }).catch(() => {});
    over.abort();
    await limit;
    await yieldPoint('screening', async () => {});
  };
  const clients = { A: callsOff, B: callsOff };
  const { caveats } = await explore(codeScenario({ share: () => {}, clients }));
  assert.deepEqual(caveats, []);
});
