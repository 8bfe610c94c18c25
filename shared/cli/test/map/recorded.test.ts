import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { loadCourse, partsOf } from '@workbook/course';
import { readRecording } from '@workbook/recording';
import { countsIn, courseMapPage } from '../../src/map/map-page.ts';
import { compact } from '../../src/text/format.ts';

describe('docs/course-map.md', () => {
  it('has the counts of the orders that were recorded', async () => {
    const tables = countsIn(readFileSync(courseMapPage, 'utf8'));
    const differing = partsOf(await loadCourse()).flatMap(({ steps, races }, k) =>
      races.flatMap((race, i) =>
        steps.flatMap((step, j) => {
          const counts = readRecording({ race, step })?.counts;
          if (!counts) return [];
          const printed = tables[k]?.[i]?.[j];
          // A search that was stopped has counted what it came to by then, and a recording comes to other orders first.
          if (!counts.complete && !printed?.startsWith('0')) return [];
          const held = `${compact(counts.breaking)} / ${compact(counts.orders)}`;
          return printed === held ? [] : [`${step.number} ${race.id}: ${printed}, not ${held}`];
        }),
      ),
    );
    assert.deepEqual(differing, [], 'run: npx workbook map --json | npm run course-map');
  });
});
