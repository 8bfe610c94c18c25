import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { loadCourse, loadTasks } from '@workbook/course';

/** `// Your task 3: …`: the idea of that task goes here. */
const mark = /\bYour task (\d+):/g;

/** Lines that a method has in place of what is to be written. */
const unwritten = /\bnotWritten\(/;

const course = await loadCourse();

/** The first step has nothing before it: it begins with code that works, and is to be repaired. */
const withStart = course.slice(1).filter(({ folder }) => existsSync(join(folder, 'start')));

it('steps that need plumbing give it', () => {
  assert.deepEqual(
    withStart.map(({ number }) => number),
    ['03', '08', '09'],
  );
});

for (const step of withStart)
  describe(`what step ${step.number} gives`, async () => {
    const folder = join(step.folder, 'start');
    const texts = new Map<string, string>();
    for (const name of await readdir(folder))
      texts.set(name, await readFile(join(folder, name), 'utf8'));

    it('marks the places of the tasks that are left', async () => {
      const marked = [...texts.values()].flatMap((text) =>
        [...text.matchAll(mark)].map(([, task]) => Number(task)),
      );
      const tasks = (await loadTasks(step)).map(({ number }) => number);
      const first = Math.min(...marked);
      assert.deepEqual(
        [...new Set(marked)].sort((a, b) => a - b),
        tasks.filter((task) => task >= first),
      );
    });

    for (const [name, text] of texts)
      it(`has in ${name} what the finished code has, where no task is marked`, async () => {
        const finished = await readFile(join(step.folder, 'src', name), 'utf8');
        const lines = new Set(finished.split('\n'));
        if (!text.match(mark)) assert.equal(text, finished);
        const given = text
          .split(/\n{2,}/)
          .filter((paragraph) => !paragraph.match(mark) && !unwritten.test(paragraph))
          .flatMap((paragraph) => paragraph.split('\n'))
          .filter((line) => !/^\s*(?:\/\*\*|\*|\/\/)/.test(line));
        assert.deepEqual(
          given.filter((line) => !lines.has(line)),
          [],
        );
      });
  });
