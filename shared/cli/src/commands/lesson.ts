import { loadCourse } from '@workbook/course';
import { stepOrCurrent } from '../attempt/current-attempt.ts';
import type { LessonResult } from '../json/lesson.ts';
import { lessonOf } from '../lesson/lesson-of.ts';
import { lessonText } from '../lesson/lesson-text.ts';
import { proseWidth } from '../loop/render.ts';
import { print, printJson } from '../text/print.ts';
import { type ExitCode, exitCodes } from '../usage/exit-codes.ts';

/** The options of `workbook lesson`. */
export interface LessonOptions {
  readonly json?: boolean;
  /** Unfolds the answers. */
  readonly answers?: boolean;
}

/** Prints the lesson of a step. Its answers stay folded until they are asked for. */
export async function lessonCommand(
  stepText: string | undefined,
  { json, answers }: LessonOptions,
): Promise<ExitCode> {
  const step = stepOrCurrent(await loadCourse(), stepText);
  const markdown = await lessonOf(step);
  const file = `steps/${step.number}/README.md`;
  if (json) printJson({ format: 1, step: step.number, file, markdown } satisfies LessonResult);
  else {
    // Nothing is known of what reads it elsewhere: there, no line of code is broken.
    const { isTTY, columns } = process.stdout;
    const widths = isTTY
      ? { width: proseWidth(columns), codeWidth: columns }
      : { codeWidth: Infinity };
    const text = lessonText(markdown, { ...widths, ...(answers && { answers }) });
    print(`${text}\n\n${file}${answers ? '' : '  ·  --answers unfolds what is behind ▸'}`);
  }
  return exitCodes.green;
}
