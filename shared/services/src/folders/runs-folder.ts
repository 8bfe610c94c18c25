import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { everyoneCanEnter, temporaryFolder } from './cache-folder.ts';

/** A file system in memory, on Linux. */
export const memoryFolder = '/dev/shm';

/** A server of a course's run takes 100 MB; its log may grow by 512 MB before it is used again. */
const serverBytes = 2 * 1024 ** 3;

/**
 * The folder in which each run makes its own, an absolute path: in memory where `leastBytes` are
 * free, there and altogether, else the temporary one. The data is thrown away, and a disk takes
 * longer: a new cluster is a thousand new files, a write to an account's file a sync. A user who
 * has set TMPDIR has chosen already.
 *
 * @param leastBytes Enough for a server by default.
 */
export async function runsFolder(leastBytes = serverBytes, memory = memoryFolder): Promise<string> {
  if (process.env.TMPDIR) return temporaryFolder();
  return (await hasRoom(memory, leastBytes)) ? memory : temporaryFolder();
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
