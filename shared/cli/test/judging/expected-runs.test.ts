import assert from 'node:assert/strict';
import { it } from 'node:test';
import { allRaces, loadCourse } from '@workbook/course';
import { expectedRuns, runsIn } from '../../src/judging/expected-runs.ts';
import measured from '../../src/judging/runs.json' with { type: 'json' };

it('knows how many runs each race takes where a step prevents it', async () => {
  const course = await loadCourse();
  const races = allRaces(course);
  const unknown = course.flatMap((step) =>
    races
      .filter(({ id }) => step.claims[id] === 'prevented')
      .filter(
        ({ id }) => (measured as Record<string, object>)[step.number]?.[id as never] === undefined,
      )
      .map(({ id }) => `${step.number}/${id}`),
  );
  assert.deepEqual(unknown, [], 'run: npx workbook map --json | npm run course-map');
  const [step, race] = [course[0], races[0]];
  assert.ok(step && race && expectedRuns(step, race) >= 1);
});

it('reads them out of a map, of what is prevented', () => {
  const cell = (step: string, verdict: string, runs: number) => ({ step, verdict, runs });
  const map = {
    steps: [{ number: '01' }, { number: '02' }],
    races: [{ id: 'a', cells: [cell('01', 'possible', 7), cell('02', 'prevented', 9)] }],
  };
  assert.deepEqual(runsIn(map as never), { '01': {}, '02': { a: 9 } });
});
