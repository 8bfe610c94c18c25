import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type CourseStep, findRace, loadCourse, type Race } from '@workbook/course';
import { parseSchedule } from '@workbook/explorer';
import { changedStep } from '../../src/judging/changed-step.ts';
import { judge, replayRace } from '../../src/judging/judge.ts';

const course = await loadCourse();
const step = course.find(({ number }) => number === '02') as CourseStep;
const race = findRace(course, 'crash-in-a-deposit') as Race;

it('judges code that flushes its data folder as well: the folder is called the same in every run', async () => {
  await using changed = await changedStep(step, {
    name: 'the folder flushed',
    replacements: [
      {
        file: 'accounts.ts',
        find: '  await writeFileAtomic(path',
        replace: `  await using folder = await openFolder(dirname(path), 'r');
  await folder.sync();
  await writeFileAtomic(path`,
      },
      {
        file: 'accounts.ts',
        find: "import { readFile } from 'node:fs/promises';\nimport { join } from 'node:path';",
        replace: `import { open as openFolder, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';`,
      },
    ],
  });

  const { exploration } = (await judge(race, changed.file, {})) as {
    exploration: { verdict: string; reason?: string };
  };

  assert.equal(exploration.reason, undefined);
  assert.equal(exploration.verdict, 'prevented');
});

it('starts an instance anew without what a library of the crashed one still had to write', async () => {
  const ofTwo = findRace(course, 'crashed-lock-owner-two-instances') as Race;

  // A has asked for a write, and crashes; B writes the same file, and then the new instance of A is asked.
  const run = await replayRace(ofTwo, step.file, {}, parseSchedule('AAAA-BBBBBBBBBBBBB'));

  assert.equal(run.outcome, 'A no answer; B 200 ann 50 → ann 50');
  assert.equal(run.violation, undefined);
});
