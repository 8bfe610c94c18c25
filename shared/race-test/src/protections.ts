import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeRunFolder, removeLeftovers } from '@workbook/services';
import type { CourseStep } from './course.ts';

/**
 * One thing in the finished code of a step that keeps a race away, written as what the code would
 * be without it. A step lists its own in `test/protections.ts`.
 */
export type Protection = ProtectionText & (Needed | Spare);

interface ProtectionText {
  /** `lock-order`: what commands call it. */
  readonly id: string;
  /** What is taken out, in plain words, beginning in lower case. */
  readonly title: string;
  readonly replacements: readonly Replacement[];
}

/** Without it, races come back. */
interface Needed {
  /** The ids of races that come back: possible without it, prevented with it. */
  readonly races: readonly string[];
  /** How they come back. */
  readonly why: string;
  /** An order of the first of them in which it comes back, where a search for one takes long. */
  readonly schedule?: string;
}

/** Without it, every race of the step is still prevented. */
interface Spare {
  /** Why nothing can be seen. */
  readonly equivalent: string;
}

/** One change in one file of the step. */
export interface Replacement {
  /** The file's name in the step's `src`. */
  readonly file: string;
  /** What stands there exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** The finished code of a step, one protection short. Disposing removes it. */
export interface Mutant extends AsyncDisposable {
  /** The `accounts.ts` to judge. */
  readonly file: string;
}

/** What a step says of its protections; empty when it says nothing. */
export async function loadProtections({ folder }: CourseStep): Promise<readonly Protection[]> {
  const tests = await readdir(join(folder, 'test'));
  if (!tests.includes('protections.ts')) return [];
  const url = pathToFileURL(join(folder, 'test/protections.ts'));
  return (await import(url.href)).protections;
}

/**
 * Writes the step without the protection into a temporary folder of its own.
 * Throws a `TypeError` when a replacement does not fit the code any more, and `ServiceUnavailable`
 * when there cannot be such a folder.
 */
export async function withoutProtection(
  step: CourseStep,
  { id, replacements }: Protection,
): Promise<Mutant> {
  const parent = resolve(tmpdir());
  await removeLeftovers(parent);
  const base = await makeRunFolder(parent, 'without');
  try {
    // Named like the step's own folder, so that what is shown of a path is familiar.
    const folder = join(base.path, step.number);
    await cp(dirname(step.file), folder, { recursive: true });
    for (const replacement of replacements) {
      const path = join(folder, replacement.file);
      await writeFile(path, replacedIn(await readFile(path, 'utf8'), replacement, id));
    }
    return { file: join(folder, 'accounts.ts'), [Symbol.asyncDispose]: base[Symbol.asyncDispose] };
  } catch (error) {
    await base[Symbol.asyncDispose]();
    throw error;
  }
}

/** `source` with the replacement made. Throws a `TypeError` unless it fits in exactly one place. */
export function replacedIn(source: string, { file, find, replace }: Replacement, id = ''): string {
  const places = source.split(find).length - 1;
  if (places === 1) return source.replace(find, () => replace);
  throw new TypeError(
    `protection "${id}" does not fit ${file} any more: its text stands there ${places} times, not once: ${find.trim().split('\n')[0]}`,
  );
}
