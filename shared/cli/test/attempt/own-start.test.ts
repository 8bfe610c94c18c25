import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { StartResult } from '../../src/json/start.ts';
import { inProcess } from '../support/in-process.ts';
import { makeOwnHome } from '../support/own-home.ts';
import { projectFolder } from '../support/project.ts';

const home = await makeOwnHome();
const { fileBefore, loadCourse, startingFile } = await import('@workbook/course');
const course = await loadCourse();

const filesIn = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
const attemptAt = (step: string) => join(home.folder, 'steps', step, 'attempt');
const given = (step: string) => join(projectFolder, 'steps', step, 'start');

describe('a step that gives its plumbing', () => {
  for (const step of ['03', '08'])
    it(`begins with it, and begins again with it: ${step}`, async () => {
      const { code, stdout } = await inProcess('start', step);
      assert.equal(code, 0);
      assert.match(stdout, new RegExp(`it begins with the code of steps/${step}/start\\.`));
      assert.deepEqual(filesIn(attemptAt(step)), filesIn(given(step)));
      const again = await inProcess('reset', step);
      assert.match(
        again.stdout,
        new RegExp(`begins again with the code of steps/${step}/start\\.`),
      );
      assert.deepEqual(filesIn(attemptAt(step)), filesIn(given(step)));
    });

  it('says so when it is reset and was never begun', async () => {
    home.empty();
    const { stdout } = await inProcess('reset', '03');
    assert.equal(
      stdout,
      'There was no attempt at step 03: steps/03/attempt/ begins now, with the code of steps/03/start.\n',
    );
  });

  it('says which tasks are not written yet, or how many races can happen', async () => {
    home.empty();
    const { stdout } = await inProcess('start', '03');
    assert.match(stdout, /^Expected red: tasks 3, 4 and 5 are not written yet\.$/m);
    const { notWritten } = JSON.parse(
      (await inProcess('start', '03', '--json')).stdout,
    ) as StartResult;
    assert.deepEqual(notWritten, [3, 4, 5]);
    assert.match((await inProcess('start', '08')).stdout, /^Expected red: 1 race can happen\.$/m);
  });

  it('is broken by the same code as ever: the finished code of the step before', () => {
    for (const [number, before] of [
      ['03', '02'],
      ['08', '07'],
    ] as const) {
      assert.equal(
        fileBefore(course, number),
        join(projectFolder, `steps/${before}/src/accounts.ts`),
      );
      assert.equal(startingFile(course, number), join(given(number), 'accounts.ts'));
    }
    assert.equal(startingFile(course, '05'), fileBefore(course, '05'));
    assert.equal(startingFile(course, '01'), fileBefore(course, '01'));
  });
});
