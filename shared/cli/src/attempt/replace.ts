import { renameSync } from 'node:fs';
import { mkdir, realpath } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { type CourseStep, homeFolder } from '@workbook/course';
import { UsageError } from '../usage/errors.ts';
import { copyTree, flushOne } from './copy-tree.ts';
import { attemptOf } from './files.ts';
import { lockHome } from './home-lock.ts';
import { discard, freshNameBeside, isThere } from './leftovers.ts';
import { holdsSomething, putAside } from './put-aside.ts';
import { repairStep } from './repair.ts';
import type { SavedAttempt } from './saved.ts';

/** What an attempt is made of: everything in a folder, without what `leaveOut` names at its top. */
export interface Source {
  readonly folder: string;
  readonly leaveOut?: readonly string[];
}

/**
 * Makes `source` the attempt at `step`, and returns where the one before is saved.
 *
 * Two renames do it. The new attempt is copied beside the place, compared and flushed; the old one
 * moves to where it is saved; the new one moves in. No name is used twice, and no rename replaces a
 * folder that has something in it: so whatever else writes here at the same time, an editor or a
 * command that the lock does not reach, at most one copy more is saved. A kill between the two
 * renames leaves a whole attempt that is `ready`, and the next command lets it move in. All failures
 * that can be expected, such as a full disk, come before the first rename.
 *
 * Throws `UsageError` when a link or a file is in the place of the attempt, and what the file system
 * throws; then the attempt is what it was.
 */
export async function replaceAttempt(
  step: CourseStep,
  source: Source,
): Promise<SavedAttempt | undefined> {
  using _lock = await lockHome('attempts');
  await repairStep(step.number);
  return await replace(step, source);
}

/** What `makeAttempt` has found and done. */
export interface MadeAttempt {
  /** False when there was one already, which was left alone. */
  readonly made: boolean;
  /** What was there without being an attempt that could be judged. */
  readonly saved: SavedAttempt | undefined;
}

/** The same, unless there is an attempt already. */
export async function makeAttempt(step: CourseStep, source: Source): Promise<MadeAttempt> {
  using _lock = await lockHome('attempts');
  await repairStep(step.number);
  if (attemptOf(step).there) return { made: false, saved: undefined };
  return { made: true, saved: await replace(step, source) };
}

/** An editor that makes the folder anew lets the old one be put aside once more. */
const mostRounds = 100;

async function replace(step: CourseStep, source: Source): Promise<SavedAttempt | undefined> {
  const { folder } = attemptOf(step);
  holdsSomething(folder);
  const saved: SavedAttempt[] = [];
  let ready = await prepare(folder, source);
  try {
    for (let round = 0; round < mostRounds; round += 1) {
      const aside = await putAside(folder, step.number);
      if (aside) saved.push(aside);
      // It is gone where a command that looked for an attempt in this moment has let it move in.
      if (moveIn(ready, folder) || (!isThere(ready) && isThere(folder))) {
        await flushOne(dirname(folder));
        tellOthers(folder, saved.slice(1));
        return saved[0];
      }
      if (!isThere(ready)) ready = await prepare(folder, source);
    }
    throw new UsageError(
      `a program keeps writing to ${shown(folder)}: end it, and run the command again`,
    );
  } catch (error) {
    const [first, ...others] = saved;
    const isBack = first !== undefined && hasMovedBack(first.folder, folder);
    tellOthers(folder, isBack ? others : saved);
    throw error;
  } finally {
    // Where the place is still empty, the next command lets it move in.
    if (isThere(folder)) await discard(ready, folder);
  }
}

/** Copies `source` beside the attempt. What is called ready is whole, and on the disk. */
async function prepare(folder: string, { folder: source, leaveOut }: Source): Promise<string> {
  await mkdir(dirname(folder), { recursive: true });
  const copy = freshNameBeside(folder, 'new');
  try {
    await copyTree(await realpath(source), copy, leaveOut);
    const ready = freshNameBeside(folder, 'ready');
    renameSync(copy, ready);
    return ready;
  } finally {
    await discard(copy, folder);
  }
}

/** Whether a folder has moved in; not when something is in the place again, or it is gone. */
function moveIn(whole: string, folder: string): boolean {
  try {
    renameSync(whole, folder);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'ENOENT'].includes(code)) return false;
    throw error;
  }
}

/** From another disk it cannot; then it stays where it is saved. */
function hasMovedBack(saved: string, folder: string): boolean {
  try {
    return moveIn(saved, folder);
  } catch {
    return false;
  }
}

function tellOthers(folder: string, others: readonly SavedAttempt[]): void {
  for (const { id } of others)
    console.error(`workbook: what was in ${shown(folder)} is saved as ${id}`);
}

const shown = (folder: string) => relative(homeFolder, folder);
