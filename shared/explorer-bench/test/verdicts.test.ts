import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { describe, it } from 'node:test';
import { makeRunFolder } from '@workbook/services';
import { checkoutOf } from '../src/checkout.ts';
import { spreadOf } from '../src/figures.ts';
import { describeMachine } from '../src/machine.ts';
import { pageFile, withVerdicts } from '../src/page.ts';
import { verdictsTable } from '../src/verdicts-table.ts';

const of = (step: string, ...ms: [number, number | undefined, number]) => ({
  step,
  redMs: spreadOf([ms[0]]),
  ...(ms[1] !== undefined && { probablyGreenMs: spreadOf([ms[1]]) }),
  greenMs: spreadOf([ms[2]]),
});

describe('the table of verdicts', () => {
  const now = { name: 'now', steps: [of('07', 900, 1400, 2600), of('09', 1000, 1500, 7000)] };
  const beside = { name: 'abc1234', steps: [of('07', 1100, undefined, 9000)], mapMs: 99_400 };

  it('has each step with its goals, and a dash for what a commit does not have', () => {
    const table = verdictsTable([now, beside], 3, describeMachine('18.4', undefined, 0));
    assert.match(table, /medians of 3, now \/ abc1234:$/m);
    assert.match(table, /^\| 07 \| 0\.9 \/ 1\.1 \| 1\.4 \/ – \| 2 \| 2\.6 \/ 9\.0 \| 3 \|$/m);
    assert.match(table, /^\| 09 \| 1\.0 \/ – \| 1\.5 \/ – \| 2 \| 7\.0 \/ – \| – \|$/m);
    assert.match(table, /^The whole map: – \/ 99 s; the goal is 45 s\.$/m);
  });

  it('has a place in the page', async () => {
    const page = await readFile(pageFile, 'utf8');
    assert.match(withVerdicts(page, 'a table'), /-->\n\na table\n\n<!-- end of verdicts -->/);
    assert.throws(() => withVerdicts('# A page', ''), /must have a line <!-- verdicts/);
  });
});

describe('a checkout beside this one', () => {
  it('is refused in a sentence where there is no such commit', async () => {
    await using folder = await makeRunFolder(tmpdir(), 'bench');
    await assert.rejects(checkoutOf('no-such-commit', folder.path), {
      name: 'ScriptError',
      message: /git has no commit no-such-commit: give one/,
    });
  });
});
