import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { projectFolder } from '@workbook/course';
import { type Comparison, compare, comparisonText } from '../../src/attempt/compare.ts';
import { golden } from '../support/golden.ts';
import { code, type Home, makeHome } from '../support/home.ts';
import { openTerminal } from '../support/terminal.ts';

/** An attempt in which one line is missing, one is another, and one is too long for a column. */
let home: Home;
let comparison: Comparison;
before(async () => {
  home = await makeHome();
  const finished = await code('01/src/accounts.ts');
  const mine = finished
    .replace('    checkOpening(owner, opening);\n', '')
    .replace(
      'const account = { id: this.#nextId++, owner, balance: opening };',
      `const account = { id: this.#nextId++, owner, balance: opening }; // ${'so to speak, '.repeat(6)}`,
    );
  assert.match(mine, /so to speak/);
  await home.write('01', mine);
  comparison = {
    left: { folder: join(home.folder, 'steps/01/attempt'), shown: 'steps/01/attempt' },
    right: { folder: join(projectFolder, 'steps/01/src'), shown: 'steps/01/src' },
  };
});
after(() => home[Symbol.asyncDispose]());

const textAt = async (width?: number) =>
  comparisonText(comparison, await compare(comparison), width);

describe('the attempt and the finished code', () => {
  it('stand side by side where there is room, and no line is cut off', async (t) => {
    const text = await textAt(140);
    golden(t, 'diff-wide.txt', text);
    for (const line of text.split('\n')) assert.ok(line.length <= 140, line);
  });

  it('stand one below the other where there is not', async (t) => {
    const text = await textAt(139);
    golden(t, 'diff-narrow.txt', text);
    assert.equal(await textAt(), text);
  });

  it('are compared at the width of the terminal', async () => {
    for (const [cols, shown] of [
      [160, /^-.* │ \+/m],
      [100, /^-[^│]*\n\+/m],
    ] as const) {
      await using terminal = openTerminal(['diff', '01', '--yes'], {
        cols,
        rows: 60,
        env: home.env,
      });
      assert.equal(await terminal.ended, 0);
      assert.match(await terminal.shows('steps/01/src/accounts.ts'), shown);
    }
  });
});
