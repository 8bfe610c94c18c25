import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CourseStep } from '@workbook/course';
import { UsageError } from '../usage/errors.ts';

/** The lesson of a step, as Markdown. Throws `UsageError` when it has none yet. */
export async function lessonOf(step: CourseStep): Promise<string> {
  try {
    return await readFile(lessonFile(step), 'utf8');
  } catch {
    throw new UsageError(
      `step ${step.number} has no lesson yet: steps/${step.number}/README.md is missing`,
    );
  }
}

/** The first line of a step's lesson: `Step 06: SELECT … FOR UPDATE`. */
export function headingOf(step: CourseStep): string {
  const heading = /^# (.*)$/m.exec(readFileSync(lessonFile(step), 'utf8'))?.[1];
  return heading ?? `Step ${step.number}`;
}

function lessonFile({ folder }: CourseStep): string {
  return join(folder, 'README.md');
}
