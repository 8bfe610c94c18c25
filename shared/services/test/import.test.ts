import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { it } from 'node:test';

it('importing the package loads no client and no container library', async () => {
  const before = new Set(Object.keys(createRequire(import.meta.url).cache));
  await import('../src/index.ts');
  const after = Object.keys(createRequire(import.meta.url).cache);
  const loaded = after.filter((path) => !before.has(path));
  assert.deepEqual(
    loaded.filter((path) => path.includes('node_modules')),
    [],
  );
});
