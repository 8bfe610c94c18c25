import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
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

it('code is not blamed when what translates it is not installed', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'workbook-load-step-'));
  t.after(() => rm(folder, { recursive: true }));
  const said = [
    'The package "@esbuild/linux-x64" could not be found, and is needed by esbuild.',
    'You installed esbuild for another platform. Specifically the "@esbuild/darwin-arm64" package is present but this platform\nneeds the "@esbuild/linux-x64" package instead.',
  ];
  for (const message of said) {
    const file = join(folder, `${said.indexOf(message)}.ts`);
    await writeFile(file, `throw new Error(${JSON.stringify(message)});`);
    await assert.rejects(loadStep(file, 'untranslated'), {
      name: 'Error',
      message: 'the package @esbuild/linux-x64 is not installed: run npm ci --include=optional',
    });
  }
});
