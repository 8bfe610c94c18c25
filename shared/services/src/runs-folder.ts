import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { temporaryFolder } from './cache-folder.ts';
import { everyoneCanEnter } from './postgres/server-account.ts';
import { removeLeftovers } from './supervisor/leftovers.ts';

/** A file system in memory, on Linux. */
const memoryFolder = '/dev/shm';

/**
 * How much must be free there, and in memory altogether. A server of a course's run takes 100 MB; its
 * log may grow by 512 MB before PostgreSQL begins to use it again.
 */
const enoughBytes = 2 * 1024 ** 3;

/**
 * The folder in which each run makes its own, an absolute path: in memory where there is plenty of it,
 * else the temporary one. The data is thrown away, and a new cluster is a thousand new files: some
 * file systems take five times as long to make them. Whoever has set TMPDIR has chosen already.
 */
export async function runsFolder(memory = memoryFolder, leastBytes = enoughBytes): Promise<string> {
  if (process.env.TMPDIR) return temporaryFolder();
  return (await hasRoom(memory, leastBytes)) ? memory : temporaryFolder();
}

/** Removes what killed runs have left behind, wherever they were. Never throws. */
export async function removeAllLeftovers(): Promise<void> {
  const folders = new Set([memoryFolder, temporaryFolder()]);
  await Promise.all([...folders].map((folder) => removeLeftovers(folder)));
}

async function hasRoom(folder: string, leastBytes: number): Promise<boolean> {
  try {
    await access(folder, constants.W_OK | constants.X_OK);
    const { bavail, bsize } = await statfs(folder);
    const freeBytes = Math.min(bavail * bsize, process.availableMemory());
    return freeBytes >= leastBytes && (await everyoneCanEnter(folder));
  } catch {
    return false;
  }
}
