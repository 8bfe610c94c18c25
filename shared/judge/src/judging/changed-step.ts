import { cp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import {
  type CourseStep,
  type Protection,
  type Replacement,
  replacedIn,
  type Variant,
} from '@workbook/course';
import { makeRunFolder, removeLeftovers } from '@workbook/services';

/** A copy of the finished code of a step with some of it replaced. Disposing removes it. */
export interface ChangedStep extends AsyncDisposable {
  /** The `accounts.ts` to judge. */
  readonly file: string;
}

/**
 * Writes the step without the protection into a temporary folder of its own.
 * Throws a `TypeError` when a replacement does not fit the code any more, and `ServiceUnavailable`
 * when there cannot be such a folder.
 */
export async function withoutProtection(
  step: CourseStep,
  { id, replacements }: Protection,
): Promise<ChangedStep> {
  return changedStep(step, { name: `protection "${id}"`, replacements });
}

/**
 * Writes the variant of the step into a temporary folder of its own.
 * Throws a `TypeError` when a replacement does not fit the code any more.
 */
export async function variantOf(
  step: CourseStep,
  { id, replacements }: Variant,
): Promise<ChangedStep> {
  return changedStep(step, { name: `variant "${id}"`, replacements });
}

/** What is changed, and by what name in errors. */
export interface Change {
  /** `protection "lock-order"`. */
  readonly name: string;
  /** Made one after the other: a later one finds what an earlier one has written. */
  readonly replacements: readonly Replacement[];
}

/**
 * Writes the step, changed, into a temporary folder of its own.
 * Throws a `TypeError` when a replacement does not fit the code any more, and `ServiceUnavailable`
 * when there cannot be such a folder.
 */
export async function changedStep(step: CourseStep, change: Change): Promise<ChangedStep> {
  const parent = resolve(tmpdir());
  await removeLeftovers(parent);
  const base = await makeRunFolder(parent, 'changed');
  try {
    // Named like the step's own folder, so that what is shown of a path is familiar.
    const folder = join(base.path, step.number);
    await cp(dirname(step.file), folder, { recursive: true });
    for (const replacement of change.replacements) {
      const path = join(folder, replacement.file);
      await writeFile(path, replacedIn(await readFile(path, 'utf8'), replacement, change.name));
    }
    return { file: join(folder, 'accounts.ts'), [Symbol.asyncDispose]: base[Symbol.asyncDispose] };
  } catch (error) {
    await base[Symbol.asyncDispose]();
    throw error;
  }
}
