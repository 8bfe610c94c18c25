import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { main } from '../src/main.ts';

const fixtures = fileURLToPath(new URL('fixtures', import.meta.url));

describe('the command', () => {
  it('says in one sentence that there are no specifications', async (t) => {
    const said = t.mock.method(console, 'error', () => {});
    assert.equal(await main(['--specs', fileURLToPath(new URL('.', import.meta.url))]), 2);
    assert.match(
      String(said.mock.calls[0]?.arguments[0]),
      /^conformance: there are no isolation specifications in .+: give the folder/,
    );
  });

  it('says so when a name is none of them', async (t) => {
    const said = t.mock.method(console, 'error', () => {});
    assert.equal(await main(['--specs', fixtures, 'nope']), 2);
    assert.match(String(said.mock.calls[0]?.arguments[0]), /there is no nope\.spec/);
  });

  it('ends well when everything is as expected, and tells machines, too', async (t) => {
    const said = t.mock.method(console, 'log', () => {});
    assert.equal(await main(['--specs', fixtures, '--json', 'till']), 0);
    const { specs } = JSON.parse(String(said.mock.calls[0]?.arguments[0]));
    assert.deepEqual(specs, [
      { name: 'till', permutations: 3, same: 3, differing: [], leftOut: {} },
    ]);
  });
});
