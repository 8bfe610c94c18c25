import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { CannotLoad, loadStep } from '../../src/world/load-step.ts';

const fixture = (name: string) => join(import.meta.dirname, '../fixtures', name);

/** How often the copy has been asked: counted by the file itself, and by the one beside it. */
async function ask(copy: string): Promise<unknown> {
  const { createAccounts } = await loadStep(fixture('counting.ts'), copy);
  return (createAccounts as unknown as () => unknown)();
}

describe('loadStep', () => {
  it('gives each copy module state of its own, in the files beside it, too', async () => {
    assert.deepEqual(await ask('1'), { own: 1, beside: 1 });
    assert.deepEqual(await ask('2'), { own: 1, beside: 1 });
  });

  it('loads the same copy once', async () => {
    assert.deepEqual(await ask('3'), { own: 1, beside: 1 });
    assert.deepEqual(await ask('3'), { own: 2, beside: 2 });
  });

  for (const [file, reason] of [
    ['throws.ts', /throws\.ts cannot be loaded: this file does not load/],
    ['missing.ts', /missing\.ts cannot be loaded: /],
    [
      'no-accounts.ts',
      /no-accounts\.ts must export a function createAccounts\(resources\), and does not$/,
    ],
  ] as const) {
    it(`says in one sentence why ${file} cannot be judged`, async () => {
      await assert.rejects(loadStep(fixture(file), '1'), (error) => {
        assert.ok(error instanceof CannotLoad);
        assert.match(error.message, reason);
        assert.doesNotMatch(error.message, /\n/);
        return true;
      });
    });
  }
});
