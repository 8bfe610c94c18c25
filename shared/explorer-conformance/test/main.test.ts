import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ScriptError } from '@workbook/services';
import { main } from '../src/main.ts';

const fixtures = fileURLToPath(new URL('fixtures', import.meta.url));

describe('the command', () => {
  it('says in one sentence that there are no specifications', async () => {
    await assert.rejects(main(['--specs', import.meta.dirname]), (error) => {
      assert.ok(error instanceof ScriptError);
      assert.match(error.message, /^there are no isolation specifications in .+: give the folder/);
      return true;
    });
  });

  it('says so when a name is not one of them', async () => {
    const message = `there is no nope.spec in ${join(fixtures, 'specs')}`;
    await assert.rejects(main(['--specs', fixtures, 'nope']), new ScriptError(message));
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
