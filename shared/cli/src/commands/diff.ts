import { type CourseStep, loadCourse } from '@workbook/race-test';
import { type Comparison, compare, comparisonText } from '../attempt/compare.ts';
import { attemptFile, stepOrCurrent } from '../attempt/current-attempt.ts';
import { attemptOf, finishedCode } from '../attempt/files.ts';
import { print, printJson } from '../text/print.ts';
import { stepNamed } from '../usage/arguments.ts';
import { type ExitCode, exitCodes } from '../usage/exit-codes.ts';

/** Compares an attempt with the finished code, or the finished code of two steps. */
export async function diffCommand(
  stepText?: string,
  otherText?: string,
  { json }: { readonly json?: boolean } = {},
): Promise<ExitCode> {
  const course = await loadCourse();
  const step = stepOrCurrent(course, stepText);
  const comparison =
    otherText === undefined ? mineAndFinished(step) : steps(step, stepNamed(course, otherText));
  const files = await compare(comparison);
  if (json) {
    const { left, right } = comparison;
    printJson({ format: 1, left: left.shown, right: right.shown, files });
  } else print(comparisonText(comparison, files, process.stdout.columns));
  return exitCodes.green;
}

/** Throws `UsageError` when there is no attempt. */
export function mineAndFinished(step: CourseStep): Comparison {
  attemptFile(step);
  return { left: attemptOf(step), right: finishedCode(step) };
}

function steps(one: CourseStep, other: CourseStep): Comparison {
  return { left: finishedCode(one), right: finishedCode(other) };
}
