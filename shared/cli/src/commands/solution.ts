import { confirm } from '@inquirer/prompts';
import { type CourseStep, loadCourse } from '@workbook/race-test';
import { stepOrCurrent } from '../attempt/current-attempt.ts';
import { attemptOf, codeIn, finishedCode, versionOf } from '../attempt/files.ts';
import { replaceAttempt } from '../attempt/replace.ts';
import { UsageError } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, printJson } from '../output.ts';
import { readProgress } from '../progress.ts';
import { colors } from '../words.ts';

export interface SolutionOptions {
  readonly json?: boolean;
  /** Answers the question before it is asked. */
  readonly yes?: boolean;
  /** Makes the finished code the attempt; what was there is saved. */
  readonly take?: boolean;
}

/** Shows the finished code of a step. Asks first, unless the attempt is green. */
export async function solutionCommand(
  stepText: string | undefined,
  { json, yes, take }: SolutionOptions,
): Promise<ExitCode> {
  const course = await loadCourse();
  const step = stepOrCurrent(course, stepText);
  if (!yes && !(await isGreen(course, step)) && !(await wantsToSee(step))) {
    print(`Good. npx workbook hint ${step.number} says a little less.`);
    return exitCodes.green;
  }
  const finished = finishedCode(step);
  const { shown, folder } = finished;
  const saved = take ? await replaceAttempt(step, finished) : undefined;
  const files = await codeIn(folder);
  if (json) {
    const each = [...files].map(([path, text]) => ({ path: `${shown}/${path}`, text }));
    printJson({ format: 1, step: step.number, files: each, saved: saved?.id ?? null });
    return exitCodes.green;
  }
  if (take) {
    print(`${attemptOf(step).shown}/ holds the finished code now.`);
    if (saved)
      print(`What was there is saved: npx workbook saved --restore ${saved.id} brings it back.`);
  } else
    for (const [path, text] of files) print(`${colors.bold(`// ${shown}/${path}`)}\n\n${text}`);
  return exitCodes.green;
}

/** Whether the attempt, as it is now, was green when it was judged last. */
export async function isGreen(course: readonly CourseStep[], step: CourseStep): Promise<boolean> {
  if (!attemptOf(step).there) return false;
  return readProgress(course).green[step.number] === (await versionOf(step));
}

async function wantsToSee({ number }: CourseStep): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY)
    throw new UsageError(
      `step ${number} is not green, and this would spoil it: --yes shows the finished code all the same`,
    );
  const message = `Step ${number} is not green yet. Show the finished code all the same?`;
  return await confirm({ message, default: false });
}
