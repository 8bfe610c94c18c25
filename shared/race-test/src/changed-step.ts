import { mkdtempSync, rmSync } from 'node:fs';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CourseStep } from './course.ts';

/** One change in one file of the step. */
export interface Replacement {
  /** The file's name in the step's `src`. */
  readonly file: string;
  /** What stands there exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** A copy of the finished code of a step with some of it replaced. Disposing removes it. */
export interface ChangedStep extends AsyncDisposable {
  /** The `accounts.ts` to judge. */
  readonly file: string;
}

/** What is changed, and by what name: of the temporary folder, and in errors. */
export interface Change {
  /** `without-lock-order`. */
  readonly folder: string;
  /** `protection "lock-order"`. */
  readonly name: string;
  /** Made one after the other: a later one finds what an earlier one has written. */
  readonly replacements: readonly Replacement[];
}

/**
 * Writes the step, changed, into a temporary folder of its own.
 * Throws a `TypeError` when a replacement does not fit the code any more.
 */
export async function changedStep(step: CourseStep, change: Change): Promise<ChangedStep> {
  // At once, so that no end of the process comes between the folder and the promise to remove it.
  const base = mkdtempSync(join(tmpdir(), `workbook-${change.folder}-`));
  removeAtExit(base);
  const remove = async () => {
    await rm(base, { recursive: true, force: true });
    remaining.delete(base);
  };
  try {
    // Named like the step's own folder, so that what is shown of a path is familiar.
    const folder = join(base, step.number);
    await cp(dirname(step.file), folder, { recursive: true });
    for (const replacement of change.replacements) {
      const path = join(folder, replacement.file);
      await writeFile(path, replacedIn(await readFile(path, 'utf8'), replacement, change.name));
    }
    return { file: join(folder, 'accounts.ts'), [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/**
 * `source` with the replacement made. Throws a `TypeError` that begins with `name` unless it fits in
 * exactly one place.
 */
export function replacedIn(
  source: string,
  { file, find, replace }: Replacement,
  name: string,
): string {
  const places = source.split(find).length - 1;
  if (places === 1) return source.replace(find, () => replace);
  throw new TypeError(
    `${name} does not fit ${file} any more: its text stands there ${places} times, not once: ${find.trim().split('\n')[0]}`,
  );
}

/** Folders that are still in use. Ctrl-C ends a process before anything is disposed of. */
const remaining = new Set<string>();

function removeAtExit(folder: string): void {
  if (remaining.size === 0) process.off('exit', removeRemaining).on('exit', removeRemaining);
  remaining.add(folder);
}

function removeRemaining(): void {
  // A copy that is under way may still put a file into a folder that has just been emptied.
  const options = { recursive: true, force: true, maxRetries: 5 };
  for (const folder of remaining) {
    try {
      rmSync(folder, options);
    } catch {
      // The others are to go all the same.
    }
  }
}
