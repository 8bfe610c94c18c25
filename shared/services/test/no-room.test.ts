import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { keepCopy } from '../src/folders/cache-folder.ts';
import { ServiceUnavailable } from '../src/index.ts';
import { remedyFor } from '../src/postgres/remedy.ts';
import { ownFolder } from './support/own-folder.ts';

describe('what is to be kept in the cache', () => {
  const refused = (folder: string, why: RegExp) => (error: Error) => {
    assert.ok(error instanceof ServiceUnavailable, String(error));
    assert.ok(error.message.startsWith(`${folder} does not take what the workbook keeps there (`));
    assert.match(error.message, why);
    assert.match(error.message, /: make room there .*, or set WORKBOOK_CACHE and TMPDIR to/);
    assert.doesNotMatch(error.message, /\n/);
    return true;
  };

  it('is refused in one sentence when it cannot be copied, and nothing is left', async () => {
    const cache = join(ownFolder, 'cache');
    await mkdir(cache);
    // Copying what is not there fails as copying to a full disk does: cp says it in its own words.
    const copying = keepCopy(join(ownFolder, 'not-there'), join(cache, 'copy'));
    await assert.rejects(copying, refused(cache, /cp: .*not-there/));
    assert.deepEqual(await readdir(cache), []);
  });

  it('is refused in one sentence when a file is in the way', async () => {
    const file = join(ownFolder, 'file');
    await writeFile(file, 'in the way');
    await assert.rejects(keepCopy(ownFolder, join(file, 'copy')), refused(file, /ENOTDIR/));
  });
});

it('what helps a server that makes no database depends on what it says', () => {
  assert.match(remedyFor('42501', 'ann'), /^let the role "ann" create databases/);
  assert.match(remedyFor('53100', 'ann'), /^make room on the disk/);
  for (const code of ['53300', '55006', undefined])
    assert.doesNotMatch(remedyFor(code, 'ann'), /ann|room/);
});
