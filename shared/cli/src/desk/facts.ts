import { allRaces, type CourseStep, type Race, stepBefore } from '@workbook/course';
import { attemptOf } from '../attempt/files.ts';
import { expectedRed, notWritten } from '../attempt/start-step.ts';
import { headingOf } from '../lesson/lesson-of.ts';

/** What the course says of a step. */
export interface StepFacts {
  /** `06`. */
  readonly number: string;
  /** The number of the last step. */
  readonly last: string;
  /** The lesson's first line: `Step 06: SELECT … FOR UPDATE`. */
  readonly heading: string;
  /** The learner's folder, as it is called in the project. */
  readonly attempt: string;
  /** How many races the code that it begins with does not prevent. */
  readonly expectedRed: number;
  /** Ids of the races that this step ends. */
  readonly ownRaces: readonly string[];
  /** Names of races that the finished code does not prevent, as the step before did not either. */
  readonly open: readonly string[];
  /** The same of those that the step before does prevent. */
  readonly reopened: readonly string[];
  /** The tasks whose code it begins without, if any. */
  readonly notWritten?: readonly number[];
}

/** Gathers them. */
export function factsOf(course: readonly CourseStep[], step: CourseStep): StepFacts {
  const before = stepBefore(course, step);
  const possible = allRaces(course).filter(({ id }) => step.claims[id] === 'possible');
  const isReopened = ({ id }: Race) => before?.claims[id] === 'prevented';
  return {
    number: step.number,
    last: course.at(-1)?.number ?? step.number,
    heading: headingOf(step),
    attempt: attemptOf(step).shown,
    expectedRed: expectedRed(course, step).length,
    notWritten: notWritten(course, step),
    ownRaces: step.races.map(({ id }) => id),
    open: possible.filter((race) => !isReopened(race)).map(({ name }) => name),
    reopened: possible.filter(isReopened).map(({ name }) => name),
  };
}
