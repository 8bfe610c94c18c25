import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { marks } from './names.ts';

/** What belongs to a server may still write its last file while the folder is being emptied. */
const options = { recursive: true, force: true, maxRetries: 5 };

/**
 * Deletes a run folder, its marks last: a deletion that is killed in the middle leaves one that the
 * next run recognizes. Symbolic links in it are deleted and not followed.
 */
export async function removeFolder(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const kept: readonly string[] = Object.values(marks);
  const content = names.filter((name) => !kept.includes(name));
  await Promise.all(content.map((name) => rm(join(folder, name), options)));
  await rm(folder, options);
}
