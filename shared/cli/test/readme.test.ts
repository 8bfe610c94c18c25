import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { loadCourse, loadHints, partsOf, projectFolder } from '@workbook/course';
import { courseMapPage, signsIn } from '../src/map/map-page.ts';
import { normalized } from './support/golden.ts';

const verdicts: Readonly<Record<string, string>> = {
  '✗': 'possible',
  '✓': 'prevented',
  '★': 'prevented',
  '?': 'inconclusive',
};

const repair = 'run: npx workbook map --json | npm run course-map';

describe('docs/course-map.md', () => {
  it('has each race and each step, and the verdicts that the tests of the steps hold', async () => {
    const tables = signsIn(await readFile(courseMapPage, 'utf8'));
    const parts = partsOf(await loadCourse());
    assert.equal(tables.length, parts.length, repair);
    for (const [k, { steps, races }] of parts.entries()) {
      assert.ok(steps.length <= 8, 'the table has no room for more steps: begin another part');
      const rows = tables[k] ?? [];
      assert.equal(rows.length, races.length, repair);
      for (const [i, race] of races.entries()) {
        assert.equal(rows[i]?.length, steps.length, repair);
        for (const [j, { number, claims }] of steps.entries()) {
          const claim = claims[race.id];
          if (claim === undefined) continue;
          const printed: string | undefined = verdicts[rows[i]?.[j] ?? '?'];
          const held = claim === 'possible' ? 'possible' : 'prevented';
          assert.equal(printed, held, `${race.id} on step ${number}: ${repair}`);
        }
      }
    }
  });
});

describe('README.md', () => {
  it('shows lines of the first screen of the loop, as they are', async () => {
    const readme = await readFile(join(projectFolder, 'README.md'), 'utf8');
    const [, shown = ''] = /^```text\n(Step 01 of .*?)\n```$/ms.exec(readme) ?? [];
    const lines = normalized(shown).split('\n');
    const screen = await readFile(join(import.meta.dirname, 'golden/loop-01/1-red.txt'), 'utf8');
    let rest = screen.trimEnd().split('\n');
    assert.ok(lines.length > 3, 'README.md shows no screen of the loop');
    for (const line of lines.filter((one) => one !== '…')) {
      assert.ok(rest.includes(line), `README.md shows "${line}", and the loop does not, there`);
      rest = rest.slice(rest.indexOf(line) + 1);
    }
  });

  it('gives no answer away that a learner is asked to predict', async () => {
    const readme = await readFile(join(projectFolder, 'README.md'), 'utf8');
    for (const step of await loadCourse()) {
      const { race } = (await loadHints(step)).prediction;
      const shown = new RegExp(
        `race=${race} on=${step.number}\\b|replay ${step.number} ${race}\\b`,
      );
      assert.doesNotMatch(readme, shown);
    }
  });
});
