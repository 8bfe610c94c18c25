import assert from 'node:assert/strict';
import { it } from 'node:test';
import { NotReproducible, yieldPoint } from '../../src/index.ts';
import { Executor } from '../../src/search/executor.ts';
import { codeScenario } from '../support/code-scenario.ts';

const first = { prefix: [], expected: [], sleeping: [], others: [] };

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
