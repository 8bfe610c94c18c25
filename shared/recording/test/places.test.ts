import assert from 'node:assert/strict';
import { it } from 'node:test';
import { findRace, loadCourse } from '@workbook/course';
import { timeline } from '@workbook/judge';
import { testJudges } from '@workbook/judge/testing';
import { recordRace } from '../src/record-race.ts';
import { walk } from '../src/walk.ts';

const judges = testJudges('05');

it('a recording names the line of the method, as the terminal does, where a helper runs what the method gives it', async () => {
  const course = await loadCourse();
  const step = course.find(({ number }) => number === '05');
  const race = findRace(course, 'crash-in-a-transfer');
  assert.ok(step && race);
  const { pool } = await judges();
  const recording = await recordRace({ race, step }, pool);
  const run = await pool.replay({
    race: race.id,
    step: '05',
    file: step.file,
    schedule: 'AAAAAAA',
  });
  const { lines } = timeline(race, run, { sourceAt: () => 'a line' });
  const { turns } = walk(recording, 'AAAAAAA');
  const [begin] = turns.filter(({ begins }) => begins);
  const [, line] = begin?.place?.split(':') ?? [];
  const source = recording.files[0]?.text.split('\n')[Number(line) - 1];
  assert.match(source ?? '', /return this\.#transaction\(/);
  assert.deepEqual(
    turns.map(({ place }) => place),
    lines.filter(({ kind }) => kind === 'turn').map(({ place }) => place),
  );
});
