import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { projectFolder } from '@workbook/course';
import { missingPaths } from '../src/mentions/paths.ts';

const lesson = join(projectFolder, 'steps/04/README.md');
const page = join(projectFolder, 'docs/README.md');

describe('missingPaths(code, file)', () => {
  it('finds nothing to say of what is there, for any step and any name', () => {
    const there =
      'steps/NN/test/races.ts, shared/domain/src/ and .ci/run: shared/NAME/package.json.';
    assert.deepEqual(missingPaths(there, page), []);
  });

  it('finds every path that is not there, in the middle of a picture too', () => {
    assert.deepEqual(missingPaths('│ a │ .github/nothing.yml\n│ b │ steps/NN/src/no.ts', page), [
      '.github/nothing.yml',
      'steps/NN/src/no.ts',
    ]);
    assert.deepEqual(missingPaths('docs/cost.md/', page), ['docs/cost.md/'], 'it is not a folder');
  });

  it('takes a path from a step for that, in its lesson only', () => {
    assert.deepEqual(missingPaths('src/no.ts', lesson), ['src/no.ts']);
    assert.deepEqual(missingPaths('src/accounts.ts', lesson), []);
    assert.deepEqual(missingPaths('src/no.ts', page), []);
  });

  it('leaves alone attempts, and paths of something else', () => {
    for (const code of ['steps/NN/attempt/no.ts', 'my/shared/no', '@x/docs/no', 'HEAD:steps/no'])
      assert.deepEqual(missingPaths(code, lesson), [], code);
  });
});
