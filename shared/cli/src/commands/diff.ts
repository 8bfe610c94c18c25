import { type CourseStep, loadCourse } from '@workbook/course';
import { type Comparison, compare, comparisonText, mineAndFinished } from '../attempt/compare.ts';
import { stepOrCurrent } from '../attempt/current-attempt.ts';
import { finishedCode } from '../attempt/files.ts';
import { maySeeFinished } from '../attempt/spoil.ts';
import type { DiffResult } from '../json/diff.ts';
import { printJson } from '../json/print-json.ts';
import { print } from '../text/print.ts';
import { stepNamed } from '../usage/arguments.ts';
import { type ExitCode, exitCodes } from '../usage/exit-codes.ts';

/** Compares an attempt with the finished code, which asks first unless it is green, or the finished code of two steps. */
export async function diffCommand(
  stepText?: string,
  otherText?: string,
  { json, yes }: { readonly json?: boolean; readonly yes?: boolean } = {},
): Promise<ExitCode> {
  const course = await loadCourse();
  const step = stepOrCurrent(course, stepText);
  const comparison =
    otherText === undefined ? mineAndFinished(step) : steps(step, stepNamed(course, otherText));
  if (otherText === undefined && !(await maySeeFinished(course, step, yes))) return exitCodes.green;
  const files = await compare(comparison);
  if (json) {
    const { left, right } = comparison;
    printJson<DiffResult>({ left: left.shown, right: right.shown, files });
  } else print(comparisonText(comparison, files, process.stdout.columns));
  return exitCodes.green;
}

function steps(one: CourseStep, other: CourseStep): Comparison {
  return { left: finishedCode(one), right: finishedCode(other) };
}
