import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { workbook } from '../support/command.ts';
import { projectFolder } from '../support/project.ts';

const finished = (step: string) => `steps/${step}/src/accounts.ts`;

describe('workbook check', () => {
  it('judges a file outside of the project, which finds the libraries of the project', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'workbook attempt '));
    t.after(() => rm(folder, { recursive: true, force: true }));
    await cp(join(projectFolder, finished('03')), join(folder, 'accounts.ts'));
    const { code, stdout, stderr } = await workbook(
      ['check', '03', '.', '-r', 'opening-after-a-close'],
      {
        cwd: folder,
      },
    );
    assert.equal(code, 0, stderr + stdout);
    assert.match(stdout, /^accounts\.ts, judged as an attempt at step 03$/m);
  });
});
