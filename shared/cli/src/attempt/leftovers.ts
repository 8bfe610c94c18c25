import { randomBytes } from 'node:crypto';
import { lstatSync, renameSync } from 'node:fs';
import { chmod, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LeftoverKind } from '@workbook/course';

/** A name beside an attempt that no other command has. */
export function freshNameBeside(attempt: string, kind: LeftoverKind): string {
  return `${attempt}.${kind}-${freshNumber()}`;
}

/** Twelve hexadecimal digits that no other run draws. */
export function freshNumber(): string {
  return randomBytes(6).toString('hex');
}

/** Whether anything is called `path`: a link that leads nowhere is something too. */
export function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/**
 * Removes a folder that stands beside `attempt`. It is renamed first: no command may take half of it for
 * a whole attempt, if a kill comes in the middle. What cannot be removed is left to the next command:
 * nothing that is worth anything waits for that.
 */
export async function discard(path: string, attempt: string): Promise<void> {
  const gone = freshNameBeside(attempt, 'gone');
  try {
    renameSync(path, gone);
    await removeTree(gone);
  } catch {
    // Often there is nothing at `path`.
  }
}

/** Removes a copy that no command trusts; what cannot be removed is left to the next command. */
export async function tryToRemove(folder: string): Promise<void> {
  await removeTree(folder).catch(() => {});
}

/** Removes a folder with all in it, also where it says that it may only be read. */
export async function removeTree(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch(async () => {
    await unlock(folder);
    await rm(folder, { recursive: true, force: true });
  });
}

async function unlock(folder: string): Promise<void> {
  await chmod(folder, 0o700);
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isDirectory()) await unlock(join(folder, entry.name));
}
