import { readFileSync } from 'node:fs';
import { type CourseStep, startingFile, stepBefore } from '@workbook/course';
import type { StartedStep } from '../json/start.ts';
import { counted } from '../text/format.ts';
import { attemptOf, startingCode } from './files.ts';
import { rememberStep } from './progress.ts';
import { makeAttempt } from './replace.ts';

/** Makes the attempt at `step` if there is none, and notes that the learner is there. */
export async function startStep(
  course: readonly CourseStep[],
  step: CourseStep,
): Promise<StartedStep> {
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
    notWritten: notWritten(course, step),
  };
}

/** Ids of the races that can happen before a step and cannot on it, by what the two steps claim. */
export function expectedRed(course: readonly CourseStep[], step: CourseStep): readonly string[] {
  const before = stepBefore(course, step)?.claims ?? {};
  const own = step.races.filter(({ id }) => !step.brokenBy[id]).map(({ id }) => id);
  return Object.keys(step.claims).filter(
    (id) =>
      step.claims[id] === 'prevented' &&
      (before[id] === 'possible' || (before[id] === undefined && own.includes(id))),
  );
}

/** The tasks whose code an attempt at `step` begins without: that calls `notWritten(3)` in its place. */
export function notWritten(course: readonly CourseStep[], step: CourseStep): readonly number[] {
  const file = startingFile(course, step.number);
  const calls = file ? readFileSync(file, 'utf8').matchAll(/\bnotWritten\((\d+)\)/g) : [];
  return [...new Set([...calls].map(([, task]) => Number(task)))].sort((a, b) => a - b);
}

/** What an attempt is red for at its beginning: `4 races can happen`. */
export function expectedText(red: number, unwritten: readonly number[]): string {
  if (unwritten.length === 0) return `${counted(red, 'race')} can happen`;
  const tasks = new Intl.ListFormat('en-GB').format(unwritten.map(String));
  return unwritten.length === 1
    ? `task ${tasks} is not written yet`
    : `tasks ${tasks} are not written yet`;
}

/** What `start` has done, for people, and what can be done next. */
export function startText(result: StartedStep): string {
  const { step, attempt, from, saved } = result;
  const what = from
    ? `${attempt}/ is yours: it begins with the code of ${from}.`
    : `${attempt}/ is there already and was left alone: npx workbook reset ${step} begins again.`;
  const red = expectedText(result.expectedRed.length, result.notWritten);
  const expected = `Expected red${from ? '' : ' at its beginning'}: ${red}.`;
  const aside = saved
    ? `\nWhat was there is saved: npx workbook saved --restore ${saved} brings it back.`
    : '';
  return `${what}${aside}
${expected}

npm start                judges it whenever you save
npx workbook test ${step}     judges it once
npx workbook lesson ${step}   shows the lesson, steps/${step}/README.md`;
}
