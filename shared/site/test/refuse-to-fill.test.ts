import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ScriptError } from '@workbook/services';
import { framed } from '../src/pages/frame.ts';
import { refuseToFill } from '../src/refuse-to-fill.ts';
import { html } from '../src/text/html.ts';
import { guardedFolder } from './support/guarded-folder.ts';

describe('a folder that the site is to be written into', () => {
  const base = join(guardedFolder(), 'folders');
  const folder = (name: string, files: Readonly<Record<string, string>> = {}) => {
    const path = join(base, name);
    mkdirSync(path, { recursive: true });
    for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
    return path;
  };

  it('may be missing, empty, or one that has a site already', async () => {
    await refuseToFill(join(base, 'missing'), 'missing');
    await refuseToFill(folder('empty'), 'empty');
    const page = { path: 'index.html', title: 'Course', description: '', kind: 'course' };
    const index = framed({ ...page, section: 'course', main: html`` });
    await refuseToFill(folder('site', { 'index.html': index, CNAME: 'x' }), 'site');
  });

  it('is left alone where it holds other files, a page of another site, too', async () => {
    const message =
      'mine holds other files, such as index.html: name an empty folder, or one that npm run site has written';
    const mine = folder('mine', { 'index.html': '<title>My page</title>', 'z.txt': '' });
    await assert.rejects(refuseToFill(mine, 'mine'), new ScriptError(message));
  });
});
