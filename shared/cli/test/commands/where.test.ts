import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { golden, normalized } from '../support/golden.ts';
import { inProcess } from '../support/in-process.ts';
import { makeOwnHome } from '../support/own-home.ts';

const home = await makeOwnHome();

describe('npm start, in a pipe', () => {
  it('says where the learner is, and shows no step that lies ahead', async (t) => {
    await mkdir(join(home.folder, '.workbook'), { recursive: true });
    await writeFile(join(home.folder, '.workbook/progress.json'), '{"step":"03"}');
    const { code, stdout, stderr } = await inProcess('loop');
    assert.equal(code, 0, stderr);
    golden(t, 'where-03.txt', normalized(stdout));
    assert.ok(stdout.split('\n').every((line) => line.length <= 80));
    assert.doesNotMatch(stdout, /^ +01 +02 +03/m);
  });
});
