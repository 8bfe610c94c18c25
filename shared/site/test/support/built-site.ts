import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSite } from '../../src/build-site.ts';
import { recordingsIn } from '../../src/content/recordings.ts';

/** A race on a step of which the tests have a recording. */
export const recorded = '03/lost-update-two-instances';

/** Builds the site, with the tests' own recordings, into a folder that is gone with `remove`. */
export async function builtSite() {
  const folder = await mkdtemp(join(tmpdir(), 'workbook-site-'));
  await buildSite(folder, await recordingsIn(join(import.meta.dirname, 'recordings')));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
