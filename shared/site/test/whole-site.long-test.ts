import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { projectFolder } from '@workbook/course';
import { buildSite } from '../src/build-site.ts';
import { recordingsIn } from '../src/content/recordings.ts';
import { launch } from './support/chromium.ts';
import { guardedFolder } from './support/guarded-folder.ts';
import { bringAxe, problems } from './support/problems.ts';
import { serve } from './support/serve.ts';

it('each page fits a phone and is open to everyone, that of every recorded race among them', async () => {
  const folder = join(guardedFolder(), 'whole');
  await buildSite(folder, await recordingsIn(join(projectFolder, 'shared/recording/recordings')));
  const server = await serve(folder, '/');
  const browser = await launch();
  try {
    const page = await browser.newPage({
      viewport: { width: 360, height: 740 },
      hasTouch: true,
    });
    const paths = globSync('**/*.html', { cwd: folder }).sort();
    assert.ok(paths.length > 400);
    const found: string[] = [];
    for (const path of paths) {
      await page.goto(server.url + path);
      await bringAxe(page);
      found.push(...(await problems(page, path, { resultTypes: ['violations'] })));
    }
    assert.deepEqual(found, []);
  } finally {
    await browser.close();
    server.close();
  }
});
