import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, it } from 'node:test';
import timersPromises, { scheduler } from 'node:timers/promises';
import { promisify } from 'node:util';
import { explore } from '../../src/index.ts';
import { codeScenario } from '../support/code-scenario.ts';

interface Counter {
  count: number;
}

/** Two clients that count in the memory of one instance, and give way between reading and writing. */
function counting(giveWay: () => Promise<unknown>) {
  const client = async (counter: Counter) => {
    const { count } = counter;
    await giveWay();
    counter.count = count + 1;
  };
  return explore(
    codeScenario({
      share: (): Counter => ({ count: 0 }),
      clients: { A: client, B: client },
      judge: ({ count }) => ({
        outcome: String(count),
        ...(count === 2 ? {} : { violation: 'an update is lost' }),
      }),
    }),
  );
}

describe('an immediate of a client', () => {
  const ways: Readonly<Record<string, () => Promise<unknown>>> = {
    setImmediate: () => new Promise<void>((resolve) => setImmediate(resolve)),
    'setImmediate, promisified': () => promisify(setImmediate)(),
    'setImmediate of node:timers/promises': () => timersPromises.setImmediate(),
    'scheduler.yield': () => scheduler.yield(),
  };
  for (const [name, giveWay] of Object.entries(ways))
    it(`lets another client go on in between: ${name}`, async () => {
      const { verdict, outcomes } = await counting(giveWay);
      assert.equal(verdict, 'possible');
      assert.deepEqual([...outcomes].sort(), ['1', '2']);
    });

  it('hands on its arguments and its context, and does nothing once it is cleared', async () => {
    const context = new AsyncLocalStorage<string>();
    const client = () =>
      context.run('mine', async () => {
        const cleared = setImmediate(() => assert.fail('it was cleared'));
        clearImmediate(cleared);
        const value = await timersPromises.setImmediate('a value');
        return await new Promise((resolve) => {
          setImmediate((argument: string) => resolve([value, argument, context.getStore()]), 'one');
        });
      });
    const { outcomes } = await explore(
      codeScenario({ share: () => undefined, clients: { A: client } }),
    );
    assert.deepEqual(outcomes, ['finished [["A",["a value","one","mine"]]]']);
  });

  it('of node:timers/promises is called off by a signal', async () => {
    const client = async () => {
      const controller = new AbortController();
      const given = timersPromises.setImmediate('a value', { signal: controller.signal });
      controller.abort();
      return await given.catch(({ name }: Error) => name);
    };
    const { outcomes } = await explore(
      codeScenario({ share: () => undefined, clients: { A: client } }),
    );
    assert.deepEqual(outcomes, ['finished [["A","AbortError"]]']);
  });
});
