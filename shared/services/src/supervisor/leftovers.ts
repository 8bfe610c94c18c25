import { readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../folders/cache-folder.ts';
import { isAbandoned, isStillborn } from '../folders/is-abandoned.ts';
import { marks, runFolderPattern, unfinishedPattern } from '../folders/names.ts';
import { removeFolder } from '../folders/remove-folder.ts';
import { memoryFolder } from '../folders/runs-folder.ts';
import { endServer } from './end-server.ts';

/**
 * Removes what killed runs left behind in `parent`: servers whose supervisor is dead, and folders of
 * every kind. Folders of other users, of runs that are alive here, in another container or on another
 * machine, and what only has such a name are not touched. Never throws: what cannot be removed now
 * is left for the next start.
 */
export async function removeLeftovers(parent: string): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  await Promise.all(names.map((name) => removeIfLeft(join(parent, name), name).catch(() => {})));
}

/** Removes what killed runs have left behind, wherever they were. Never throws. */
export async function removeAllLeftovers(): Promise<void> {
  const folders = new Set([memoryFolder, temporaryFolder()]);
  await Promise.all([...folders].map((folder) => removeLeftovers(folder)));
}

async function removeIfLeft(folder: string, name: string): Promise<void> {
  if (runFolderPattern.test(name) && (await isAbandoned(folder))) await removeRun(folder);
  if (unfinishedPattern.test(name) && (await isStillborn(folder))) await removeUnborn(folder);
}

/**
 * Stops a run's server, if it still runs, and deletes the run's folder. Its supervisor is dead. A
 * server that may not be stopped from here, as in another container, keeps its folder.
 *
 * @param patienceMs How long to wait for what is not stopped but ends by itself.
 */
export async function removeRun(folder: string, patienceMs = 0): Promise<void> {
  if (await endServer(folder, patienceMs)) await removeFolder(folder);
}

/** Whatever else is in it was not put there by the workbook, and stays. */
async function removeUnborn(folder: string): Promise<void> {
  for (const name of Object.values(marks)) await rm(join(folder, name), { force: true });
  await rmdir(folder);
}
