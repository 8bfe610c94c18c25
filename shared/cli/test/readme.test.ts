import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { allRaces, loadCourse, projectFolder } from '@workbook/race-test';
import { signsIn } from '../src/readme-map.ts';

const verdicts: Readonly<Record<string, string>> = {
  '✗': 'possible',
  '✓': 'prevented',
  '★': 'prevented',
  '?': 'inconclusive',
};

const repair = 'run: npx workbook map --json | npm run readme';

describe('the map in the readme', () => {
  it('has each race and each step, and the verdicts that the tests of the steps hold', async () => {
    const rows = signsIn(await readFile(join(projectFolder, 'README.md'), 'utf8'));
    const course = await loadCourse();
    const races = allRaces(course);
    assert.equal(rows.length, races.length, repair);
    for (const [i, race] of races.entries()) {
      assert.equal(rows[i]?.length, course.length, repair);
      for (const [j, { number, claims }] of course.entries()) {
        const claim = claims[race.id];
        if (claim === undefined) continue;
        const printed: string | undefined = verdicts[rows[i]?.[j] ?? '?'];
        const held = claim === 'possible' ? 'possible' : 'prevented';
        assert.equal(printed, held, `${race.id} on step ${number}: ${repair}`);
      }
    }
  });
});
