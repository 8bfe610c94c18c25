import type { CourseStep } from '@workbook/course';
import type { StartResult } from '../json/start.ts';
import { counted } from '../text/format.ts';
import { attemptOf, startingCode } from './files.ts';
import { rememberStep } from './progress.ts';
import { makeAttempt } from './replace.ts';

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

/** Ids of the races that can happen before a step and cannot on it, by what the two steps claim. */
export function expectedRed(course: readonly CourseStep[], step: CourseStep): readonly string[] {
  const before = course[course.indexOf(step) - 1]?.claims ?? {};
  const own = step.races.filter(({ id }) => !step.brokenBy[id]).map(({ id }) => id);
  return Object.keys(step.claims).filter(
    (id) =>
      step.claims[id] === 'prevented' &&
      (before[id] === 'possible' || (before[id] === undefined && own.includes(id))),
  );
}

/** What `start` has done, for people, and what can be done next. */
export function startText({ step, attempt, from, saved, expectedRed: red }: StartResult): string {
  const what = from
    ? `${attempt}/ is yours: it begins with the code of ${from}.`
    : `${attempt}/ is there already and was left alone: npx workbook reset ${step} begins again.`;
  const expected = `Expected red${from ? '' : ' at its beginning'}: ${counted(red.length, 'race')} can happen.`;
  const aside = saved
    ? `\nWhat was there is saved: npx workbook saved --restore ${saved} brings it back.`
    : '';
  return `${what}${aside}
${expected}

npm start                judges it whenever you save
npx workbook test ${step}     judges it once
npx workbook lesson ${step}   shows the lesson, steps/${step}/README.md`;
}
