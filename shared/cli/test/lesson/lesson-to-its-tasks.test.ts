import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { loadCourse, startingFile } from '@workbook/course';
import { lessonOf } from '../../src/lesson/lesson-of.ts';
import { lessonText } from '../../src/lesson/lesson-text.ts';

const course = await loadCourse();
const opens = 'o opens the rest: it shows the finished code.';

for (const step of course) {
  describe(`the lesson of step ${step.number}, before the step is green`, () => {
    it('ends at its tasks', async () => {
      const text = lessonText(await lessonOf(step), { opens: 'o' });
      const sections = text.split('\n').filter((line) => line.startsWith('## '));
      assert.equal(sections.at(-1), '## Your tasks');
      assert.ok(text.endsWith(`\n\n${opens}`), text.slice(-200));
    });

    it('has been to the end when the rest is opened', async () => {
      const text = lessonText(await lessonOf(step), {});
      assert.match(text, /\n## (?:What changes|What it looks like)\n[^]*\n## What to read next\n/);
      assert.ok(!text.includes(opens));
    });

    it('shows no code that is to be written, with its answers neither', async () => {
      const lines = async (file: string) =>
        (await readFile(file, 'utf8')).split('\n').map((line) => line.trim());
      const before = startingFile(course, step.number);
      const given = new Set(before ? await lines(before) : []);
      const finished = (await lines(step.file)).filter((line) => line.length > 25);
      const wanted = new Set(finished.filter((line) => !given.has(line)));
      assert.ok(wanted.size > 3);
      const text = lessonText(await lessonOf(step), { opens: 'o', answers: true });
      const shown = text.split('\n').map((line) => line.replace(/^[+-] */, '').trim());
      assert.deepEqual(
        shown.filter((line) => wanted.has(line)),
        [],
      );
    });
  });
}
