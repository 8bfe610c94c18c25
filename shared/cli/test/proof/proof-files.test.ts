import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, it } from 'node:test';
import type { CourseStep } from '@workbook/course';
import { makeOwnHome } from '../support/own-home.ts';

const home = await makeOwnHome();
const { loadCourse } = await import('@workbook/course');
const { filesOf, writeAttempts } = await import('../../src/proof/proof-files.ts');
const [step] = (await loadCourse()) as [CourseStep];
const attempt = join(home.folder, 'steps/01/attempt');

beforeEach(() => {
  home.empty();
  mkdirSync(join(attempt, 'nested'), { recursive: true });
  writeFileSync(join(attempt, 'accounts.ts'), '\ufeffexport {};\r\n');
  writeFileSync(join(attempt, 'nested/notes.md'), 'ä');
});

describe('the files of an attempt', () => {
  it('are all of them, as they are, without those that are hidden', async () => {
    for (const folder of ['.git', 'node_modules']) {
      mkdirSync(join(attempt, folder));
      writeFileSync(join(attempt, folder, 'x'), 'x');
    }
    writeFileSync(join(attempt, '.env'), 'SECRET=1');
    assert.deepEqual(await filesOf(step), {
      'accounts.ts': '\ufeffexport {};\r\n',
      'nested/notes.md': 'ä',
    });
  });

  it('are no symbolic links: what they lead to may not be the learner’s', async () => {
    symlinkSync('/etc/hostname', join(attempt, 'nested/link.ts'));
    await assert.rejects(
      filesOf(step),
      /^UsageError: steps\/01\/attempt\/nested\/link\.ts is no file: /,
    );
  });

  it('are text', async () => {
    writeFileSync(join(attempt, 'picture.bin'), Buffer.from([0xff, 0xfe]));
    await assert.rejects(
      filesOf(step),
      /^UsageError: steps\/01\/attempt\/picture\.bin is no text /,
    );
  });
});

describe('attempts that are judged again', () => {
  it('are written as they were, elsewhere, and go when they were judged', async () => {
    const files = { ...(await filesOf(step)), 'a/b/c.ts': 'c' };
    const written = await writeAttempts([{ step: '01', files }]);
    assert.equal(readFileSync(written.fileOf('01'), 'utf8'), '\ufeffexport {};\r\n');
    assert.equal(readFileSync(join(written.folder, '01/a/b/c.ts'), 'utf8'), 'c');
    assert.ok(!written.folder.startsWith(home.folder));
    await written[Symbol.asyncDispose]();
    assert.ok(!existsSync(written.folder));
    assert.deepEqual(Object.keys(await filesOf(step)), ['accounts.ts', 'nested/notes.md']);
  });
});
