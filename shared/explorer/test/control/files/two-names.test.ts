import assert from 'node:assert/strict';
import { linkSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileFootprint } from '../../../src/control/files/file-footprint.ts';

const folder = mkdtempSync(join(tmpdir(), 'workbook-explorer-'));
after(() => rmSync(folder, { recursive: true }));

describe('a file that has two names', () => {
  /** What is touched by a call on a new file. The ones before it are still there, so that it has another number. */
  function readingNewFile(name: string) {
    const [first, second] = [join(folder, name), join(folder, 'second name')];
    writeFileSync(first, '');
    linkSync(first, second);
    const footprint = fileFootprint('readFile', [[second, 'read']], undefined);
    rmSync(second);
    return footprint;
  }

  it('is called the same in each run, whatever number the file system has drawn for it', () => {
    assert.deepEqual(readingNewFile('one'), readingNewFile('other'));
  });
});
