import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Recordings } from './content/recordings.ts';
import { siteFiles } from './site-files.ts';

/** Writes the whole site into `folder`, which is made if need be. Says how many pages it has. */
export async function buildSite(folder: string, recordings: Recordings): Promise<number> {
  const files = await siteFiles({ recordings });
  for (const [path, make] of files) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, await make());
  }
  return [...files.keys()].filter((path) => path.endsWith('.html')).length;
}
