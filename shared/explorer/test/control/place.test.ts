import assert from 'node:assert/strict';
import { it } from 'node:test';
import { askingIn } from '../../src/control/escapes/place.ts';

const stackOf = (...files: readonly string[]) =>
  ['Error: a call', ...files.map((file) => `    at arm (${file}:3:5)`)].join('\n');

for (const [who, file, expected] of [
  [
    'the code under test',
    '/app/src/buy.ts',
    { isLibrary: false, isPool: false, place: '/app/src/buy.ts:3:5' },
  ],
  ['a library', '/app/node_modules/async-lock/lib/index.js', { isLibrary: true, isPool: false }],
  ['a pool', '/app/node_modules/tarn/dist/Pool.js', { isLibrary: true, isPool: true }],
] as const)
  it(`${who} asks, whatever has called it`, () => {
    assert.deepEqual(askingIn(stackOf('node:internal/timers', file, '/app/src/main.ts')), expected);
  });
