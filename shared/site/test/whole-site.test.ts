import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { projectFolder } from '@workbook/course';
import { walk } from '@workbook/recording/walk';
import { sizesOf, tooLarge } from '../src/budget.ts';
import { buildSite } from '../src/build-site.ts';
import { type Recordings, recordingsIn } from '../src/content/recordings.ts';
import { guardedFolder } from './support/guarded-folder.ts';

describe('the whole site, with all that was recorded', () => {
  const folder = join(guardedFolder(), 'whole');
  let recordings: Recordings;
  before(async () => {
    recordings = await recordingsIn(join(projectFolder, 'shared/recording/recordings'));
    await buildSite(folder, recordings);
  });

  it('is as small as it has to be', async () => {
    const sizes = await sizesOf(folder);
    for (const [part, bytes] of Object.entries(sizes)) assert.ok(bytes > 1000, `no ${part}`);
    assert.deepEqual(tooLarge(sizes), []);
  });

  it('says where no reply is late although the race is about one', () => {
    const said = ['03', '04'].map((step) =>
      readFileSync(join(folder, step, 'late-reply-two-instances.html'), 'utf8').includes(
        'No reply is late',
      ),
    );
    assert.deepEqual(said, [true, false]);
  });

  it('has a recorded run behind each link to a moment', async () => {
    const wrong: string[] = [];
    let all = 0;
    for (const page of globSync('**/*.html', { cwd: folder })) {
      for (const [, href = ''] of readFileSync(join(folder, page), 'utf8').matchAll(
        / href="([^"]+)"/g,
      )) {
        const { pathname, hash } = new URL(href, `http://site/${page}`);
        const [, step = '', race = ''] = /^\/(\d\d)\/([\w-]+)\.html$/.exec(pathname) ?? [];
        const [, schedule] = /^#([A-Z][^@]*)(?:@\d+)?$/.exec(hash) ?? [];
        if (!schedule || !recordings.has(step, race)) continue;
        all += 1;
        const { rest } = walk(await recordings.read(step, race), schedule);
        if (rest !== '') wrong.push(`${page}: ${href} leads nowhere from ${rest} on`);
      }
    }
    assert.ok(all > 100);
    assert.deepEqual(wrong, []);
  });
});
