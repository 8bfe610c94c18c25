import { loadCourse } from '@workbook/course';
import { stepOrCurrent } from '../attempt/current-attempt.ts';
import { isGreen } from '../attempt/progress.ts';
import type { LessonResult } from '../json/lesson.ts';
import { printJson } from '../json/print-json.ts';
import { lessonOf } from '../lesson/lesson-of.ts';
import { lessonText } from '../lesson/lesson-text.ts';
import { proseWidth } from '../text/format.ts';
import { print } from '../text/print.ts';
import { type ExitCode, exitCodes } from '../usage/exit-codes.ts';

/** The options of `workbook lesson`. */
export interface LessonOptions {
  readonly json?: boolean;
  /** Unfolds the answers. */
  readonly answers?: boolean;
  /** Goes on after the tasks, before the step is green. */
  readonly all?: boolean;
}

/** Prints the lesson of a step: to its tasks, until the step is green or all of it is asked for. */
export async function lessonCommand(
  stepText: string | undefined,
  { json, answers, all }: LessonOptions,
): Promise<ExitCode> {
  const course = await loadCourse();
  const step = stepOrCurrent(course, stepText);
  const markdown = await lessonOf(step);
  const file = `steps/${step.number}/README.md`;
  if (json) printJson<LessonResult>({ step: step.number, file, markdown });
  else {
    const isOpen = all || (await isGreen(course, step));
    // Nothing is known of what reads it elsewhere: there, no line of code is broken.
    const { isTTY, columns } = process.stdout;
    const widths = isTTY
      ? { width: proseWidth(columns), codeWidth: columns }
      : { codeWidth: Infinity };
    const text = lessonText(markdown, {
      ...widths,
      ...(answers && { answers }),
      ...(!isOpen && { opens: '--all' }),
    });
    print(`${text}\n\n${file}${answers ? '' : '  ·  --answers unfolds what is behind ▸'}`);
  }
  return exitCodes.green;
}
