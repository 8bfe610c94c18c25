import { type CourseStep, loadCourse } from '@workbook/race-test';
import { attemptOf, startingCode } from '../attempt/files.ts';
import { rememberStep } from '../attempt/progress.ts';
import { makeAttempt } from '../attempt/replace.ts';
import { counted } from '../text/format.ts';
import { print, printJson } from '../text/print.ts';
import { stepNamed } from '../usage/arguments.ts';
import { type ExitCode, exitCodes } from '../usage/exit-codes.ts';

export interface StartResult {
  readonly format: 1;
  readonly step: string;
  /** The learner's folder, seen from the folder that holds all attempts. */
  readonly attempt: string;
  /** Where its code came from; null when there was an attempt already, which was left alone. */
  readonly from: string | null;
  /** The id of what was in the folder without being an attempt; null when there was nothing. */
  readonly saved: string | null;
  /** Ids of the races that the code to begin with does not prevent, and the finished code does. */
  readonly expectedRed: readonly string[];
}

/** Makes an attempt out of the finished code of the step before, and goes to that step. */
export async function startCommand(
  stepText: string,
  { json }: { readonly json?: boolean } = {},
): Promise<ExitCode> {
  const course = await loadCourse();
  const result = await startStep(course, stepNamed(course, stepText));
  if (json) printJson(result);
  else print(startText(result));
  return exitCodes.green;
}

/** Makes the attempt at `step` if there is none, and notes that the learner is there. */
export async function startStep(
  course: readonly CourseStep[],
  step: CourseStep,
): Promise<StartResult> {
  const from = startingCode(course, step);
  const { made, saved } = await makeAttempt(step, from);
  rememberStep(course, step);
  return {
    format: 1,
    step: step.number,
    attempt: attemptOf(step).shown,
    from: made ? from.shown : null,
    saved: saved?.id ?? null,
    expectedRed: expectedRed(course, step),
  };
}

/** What is possible before a step and prevented on it, by what the two steps claim. */
export function expectedRed(course: readonly CourseStep[], step: CourseStep): readonly string[] {
  const before = course[course.indexOf(step) - 1]?.claims ?? {};
  const own = step.races.filter(({ id }) => !step.brokenBy[id]).map(({ id }) => id);
  return Object.keys(step.claims).filter(
    (id) =>
      step.claims[id] === 'prevented' &&
      (before[id] === 'possible' || (before[id] === undefined && own.includes(id))),
  );
}

export function startText({ step, attempt, from, saved, expectedRed: red }: StartResult): string {
  const what = from
    ? `${attempt}/ is yours: it begins with the code of ${from}.`
    : `${attempt}/ is there already and was left alone: npx workbook reset ${step} begins again.`;
  const expected = `Expected red${from ? '' : ' at its beginning'}: ${counted(red.length, 'race')} possible.`;
  const aside = saved
    ? `\nWhat was there is saved: npx workbook saved --restore ${saved} brings it back.`
    : '';
  return `${what}${aside}
${expected}

npm start                judges it whenever you save
npx workbook test ${step}     judges it once
npx workbook lesson ${step}   shows the lesson, steps/${step}/README.md`;
}
