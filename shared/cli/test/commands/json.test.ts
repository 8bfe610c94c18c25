import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inProcess } from '../support/in-process.ts';
import { makeOwnHome } from '../support/own-home.ts';

await makeOwnHome();

describe('what --json prints', () => {
  const commands = [
    ['start', '01'],
    ['saved'],
    ['reset', '01'],
    ['lesson', '01'],
    ['diff', '01', '02'],
    ['solution', '01', '--yes'],
    ['hint', '01', '--race', 'lost-update'],
    ['next', '--yes'],
    ['replay', '01', 'lost-update', 'A'],
    ['doctor'],
    ['saved', '--restore', 'nothing'],
    ['check', '01', 'nowhere.ts'],
    ['mpa'],
  ] as const;
  for (const command of commands)
    it(`has everywhere a format, what it was made with, and how long that took: ${command.join(' ')}`, async () => {
      const { stdout } = await inProcess(...command, '--json');
      const { format, environment, durationMs } = JSON.parse(stdout);
      assert.deepEqual([format, environment.node], [1, process.versions.node]);
      assert.ok(Number.isInteger(durationMs) && durationMs > 0, String(durationMs));
    });

  it('of a hint about a race that was named does not say that it was judged', async () => {
    const { stdout } = await inProcess('hint', '01', '--race', 'lost-update', '--json');
    assert.equal(JSON.parse(stdout).judged, false);
  });

  it('is nothing where a command has no result, and not offered there', async () => {
    for (const name of ['loop', 'web']) {
      const { code, stderr } = await inProcess(name, '--json');
      assert.equal(code, 2);
      assert.equal(
        stderr,
        `workbook: ${name} has no result to print as JSON: npx workbook test --json judges your attempt once\n`,
      );
      assert.doesNotMatch((await inProcess(name, '--help')).stdout, /--json/);
    }
  });
});
