import assert from 'node:assert/strict';
import { join } from 'node:path';
import { it } from 'node:test';
import { projectFolder } from '@workbook/course';
import { sizesOf, tooLarge } from '../src/budget.ts';
import { buildSite } from '../src/build-site.ts';
import { recordingsIn } from '../src/content/recordings.ts';
import { guardedFolder } from './support/guarded-folder.ts';

it('the whole site, with all that was recorded, is as small as it has to be', async () => {
  const folder = join(guardedFolder(), 'whole');
  const recordings = await recordingsIn(join(projectFolder, 'shared/recording/recordings'));
  const pages = await buildSite(folder, recordings);
  assert.ok(pages > recordings.all.length);
  const sizes = await sizesOf(folder);
  for (const [part, bytes] of Object.entries(sizes)) assert.ok(bytes > 1000, `no ${part}`);
  assert.deepEqual(tooLarge(sizes), []);
});
