import { readFileSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { kernelIdentity } from './kernel.ts';
import { isListenedOn } from './listen.ts';
import { marks } from './names.ts';

/** A run touches its folder every hour. */
const foreignAfterMs = 24 * 60 * 60_000;

/**
 * Whether a folder that has the name of a run folder is this user's, and its run is over. A run on
 * this kernel, in whatever container, is over as soon as it does not listen in its folder. The
 * socket says nothing on another kernel, or after another boot: such a run counts as over a day after
 * it last touched its folder. Whenever it cannot be told, and for what the workbook has not made, the
 * answer is no. Symbolic links are not followed.
 */
export async function isAbandoned(folder: string): Promise<boolean> {
  if (!(await isOwnFolder(folder))) return false;
  const mark = join(folder, marks.kernel);
  const found = await lstat(mark).catch(() => undefined);
  if (!found?.isFile()) return false;
  if (textIn(mark) === kernelIdentity()) return !(await isListenedOn(folder, marks.alive));
  return isLongPast(found.mtimeMs);
}

/** Whether a folder that never got its marks, or its name, was left by a process killed long ago. */
export async function isStillborn(folder: string): Promise<boolean> {
  if (!(await isOwnFolder(folder))) return false;
  const { mtimeMs } = await lstat(folder);
  return isLongPast(mtimeMs);
}

/** Every user may write to a temporary folder, so a name alone proves nothing. */
async function isOwnFolder(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  return found?.isDirectory() === true && found.uid === process.getuid?.();
}

const isLongPast = (timeMs: number) => Date.now() - timeMs > foreignAfterMs;

function textIn(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
