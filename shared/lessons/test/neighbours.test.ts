import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { loadCourse, stepBefore } from '@workbook/course';

/** What a step may have for itself: its iteration, its lesson, its races, hints and tasks, and what keeps races away. */
const ofItsOwn = [
  /^README\.md$/,
  /^src\/(?!main\.ts$)/,
  /^test\/(?:races|claims|hints|protections|replacements|sessions|tasks|variants)\.ts$/,
  /^start\//,
];

/** What no commit holds. */
const notInGit =
  /^(?:node_modules|attempt(?:\.\w+)?|\.workbook|\.turbo)(?:\/|$)|\.log$|\.DS_Store$/;

/** The files that all steps share, by their path in the step, without what tells steps apart. */
async function sharedFiles(folder: string, number: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const entries = glob('**/*', {
    cwd: folder,
    withFileTypes: true,
    exclude: ({ name }) => notInGit.test(name),
  });
  for await (const entry of entries) {
    const path = join(entry.parentPath, entry.name).slice(folder.length + 1);
    if (!entry.isFile() || ofItsOwn.some((pattern) => pattern.test(path))) continue;
    const text = await readFile(join(folder, path), 'utf8');
    files.set(path, text.replace(`"name": "step-${number}"`, ''));
  }
  return files;
}

/** A test that a step has for itself. One that its neighbour has too must be the same there. */
const ownTest = /^test\/[^/]+\.test\.ts$/;

const course = await loadCourse();

for (const step of course) {
  const before = stepBefore(course, step);
  if (!before) continue;
  describe(`steps ${before.number} and ${step.number}`, () => {
    it('differ only where the lesson is', async () => {
      const [one, other] = await Promise.all([
        sharedFiles(before.folder, before.number),
        sharedFiles(step.folder, step.number),
      ]);
      const paths = [...new Set([...one.keys(), ...other.keys()])].sort();
      for (const path of paths) {
        if (ownTest.test(path) && !(one.has(path) && other.has(path))) continue;
        assert.equal(
          other.get(path),
          one.get(path),
          `${path} differs between steps ${before.number} and ${step.number}`,
        );
      }
    });
  });
}

/** What no step may lack, as it may lack a test that another one has for itself. */
const ofEveryStep = [
  'package.json',
  'src/main.ts',
  'test/step.test.ts',
  'test/lesson.long-test.ts',
];

for (const { number, folder } of course) {
  it(`step ${number} has what is compared`, async () => {
    const shared = await sharedFiles(folder, number);
    for (const path of ofEveryStep) assert.ok(shared.has(path), path);
  });
}
