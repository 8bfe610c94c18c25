import assert from 'node:assert/strict';
import { it } from 'node:test';
import { NotReproducible, yieldPoint } from '../../src/index.ts';
import { Executor } from '../../src/search/executor.ts';
import { codeScenario } from '../support/code-scenario.ts';

const first = { prefix: [], expected: [], sleeping: [], others: [] };

it('parts of the code that were tried on used instances are not tried again', async () => {
  const triedParts = new Set<string>();
  const runsOf = async (parts: readonly string[], executesAll = false) => {
    let runs = 0;
    const scenario = codeScenario({
      share: () => {},
      clients: { A: () => yieldPoint('A goes on', async () => {}) },
      judge: () => {
        runs += 1;
        return { outcome: 'done', parts };
      },
    });
    await using executor = await Executor.open(scenario, { triedParts, executesAll });
    await executor.find(first);
    await executor.find(first);
    return runs;
  };
  const [asked, tried] = [2, 3];
  assert.equal(await runsOf(['deposit', 'withdraw']), tried);
  assert.deepEqual([...triedParts], ['deposit', 'withdraw']);
  assert.equal(await runsOf(['deposit']), asked);
  assert.equal(await runsOf(['deposit', 'close']), tried);
  assert.equal(await runsOf(['close']), asked);
  assert.equal(await runsOf(['close'], true), tried, 'where each run is to show what decides it');
});

it('instances that were made new before they were used again are tried, too', async () => {
  let used = 0;
  const scenario = codeScenario({
    share: ({ fresh }) => {
      if (fresh) used = 0;
    },
    clients: { A: () => yieldPoint('A goes on', async () => {}) },
    judge: () => {
      used += 1;
      return { outcome: `used by ${used}` };
    },
  });
  await using executor = await Executor.open(scenario, {});
  const isNew = async () => (await executor.find(first))?.outcome === 'used by 1';
  assert.ok(await isNew());
  executor.executeAllSends();
  assert.ok(await isNew(), 'the next run is the first of a search');
  await assert.rejects(executor.find(first), NotReproducible);
});
