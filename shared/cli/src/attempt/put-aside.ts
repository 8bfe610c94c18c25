import { lstatSync, readdirSync, renameSync } from 'node:fs';
import { join, relative } from 'node:path';
import { homeFolder } from '@workbook/course';
import { UsageError } from '../usage/errors.ts';
import { copyTree, isSameTree } from './copy-tree.ts';
import { discard, freshNameBeside, freshNumber, isThere, tryToRemove } from './leftovers.ts';
import { makeSavedFolder, moveToSaved, type SavedAttempt } from './saved.ts';

/**
 * Saves an attempt, and leaves its place empty. What is saved is the attempt itself, moved by one
 * rename: so it is whole, and has what an editor wrote until then, and what one writes later into a
 * file that it has open. Resolves with nothing when there is nothing to save.
 *
 * Throws `UsageError` when a link or a file is in its place; then nothing has changed.
 */
export async function putAside(attempt: string, step: string): Promise<SavedAttempt | undefined> {
  if (!holdsSomething(attempt)) return undefined;
  try {
    return await moveToSaved(attempt, step);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Another command, or the learner, was faster.
    if (code === 'ENOENT' && !isThere(attempt)) return undefined;
    if (code !== 'EXDEV') throw error;
    return await putAsideOnAnotherDisk(attempt, step);
  }
}

/** Whether there is anything to save. Throws `UsageError` when it is not a folder that can be moved. */
export function holdsSomething(attempt: string): boolean {
  const found = lstatSync(attempt, { throwIfNoEntry: false });
  if (!found) return false;
  const shown = relative(homeFolder, attempt);
  if (found.isSymbolicLink())
    throw new UsageError(
      `${shown} is a symbolic link, and what it leads to is not the workbook's to move: remove the link, and run the command again`,
    );
  if (!found.isDirectory())
    throw new UsageError(`${shown} is a file where a folder belongs: move it away`);
  return readdirSync(attempt).length > 0;
}

/** What cannot be moved is copied twice: so a disk that is full is found before anything has moved. */
async function putAsideOnAnotherDisk(attempt: string, step: string): Promise<SavedAttempt> {
  const copy = await copyToSaved(attempt, step);
  const old = freshNameBeside(attempt, 'old');
  try {
    moveAside(attempt, old);
    return await saveOld(old, attempt, step, copy);
  } catch (error) {
    if (isThere(old) && !isThere(attempt)) renameSync(old, attempt);
    throw error;
  } finally {
    await tryToRemove(copy);
  }
}

/**
 * Saves what has already been taken out of the place of an attempt. On another disk it goes when its
 * copy, which may be there from before, was compared with it. `suffix` ends the name.
 */
export async function saveOld(
  old: string,
  attempt: string,
  step: string,
  early?: string,
  suffix = '',
): Promise<SavedAttempt> {
  try {
    return await moveToSaved(old, step, suffix);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
  }
  const isGood = early !== undefined && (await isSameTree(old, early));
  const copy = isGood ? early : await copyToSaved(old, step);
  const saved = await moveToSaved(copy, step, suffix);
  await discard(old, attempt);
  return saved;
}

async function copyToSaved(folder: string, step: string): Promise<string> {
  const copy = join(await makeSavedFolder(step), `.unfinished-${freshNumber()}`);
  try {
    await copyTree(folder, copy);
    return copy;
  } catch (error) {
    await tryToRemove(copy);
    throw error;
  }
}

function moveAside(attempt: string, old: string): void {
  try {
    renameSync(attempt, old);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EXDEV') throw cause;
    throw new UsageError(
      `${relative(homeFolder, attempt)} cannot be moved, because it came with an image: copy what is yours, and empty the folder by hand`,
      { cause },
    );
  }
}
