import { join } from 'node:path';
import type { CourseStep } from '@workbook/course';
import { type JudgedFile, shownPath, stepNamed } from '../usage/arguments.ts';
import { UsageError } from '../usage/errors.ts';
import { attemptOf } from './files.ts';
import { readProgress } from './progress.ts';

/** The step that is named, or the one that the learner is at. */
export function stepOrCurrent(course: readonly CourseStep[], text?: string): CourseStep {
  if (text !== undefined) return stepNamed(course, text);
  const { step, complaint } = readProgress(course);
  if (complaint) console.error(`workbook: ${complaint}`);
  return stepNamed(course, step);
}

/** The file to judge. Throws `UsageError` when there is no attempt at `step`. */
export function attemptFile(step: CourseStep): JudgedFile {
  const { folder, there, shown } = attemptOf(step);
  if (there)
    return { path: join(folder, 'accounts.ts'), shown: shownPath(join(folder, 'accounts.ts')) };
  throw new UsageError(
    `there is no ${shown}/accounts.ts: npx workbook start ${step.number} makes it`,
  );
}
