import { join } from 'node:path';
import { buildSite } from '../../src/build-site.ts';
import { recordingsIn } from '../../src/content/recordings.ts';
import { guardedFolder } from './guarded-folder.ts';

/** A race on a step of which the tests have a recording. */
export const recorded = '03/lost-update-two-instances';

/** Builds the site, with the tests' own recordings, into a folder that is gone when this process is. */
export async function builtSite() {
  const folder = join(guardedFolder(), 'site');
  await buildSite(folder, await recordingsIn(join(import.meta.dirname, 'recordings')));
  return { folder };
}
