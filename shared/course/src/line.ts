import type { CourseStep } from './course-step.ts';
import type { Race } from './race.ts';

/** The step whose finished code a step begins with; undefined for the first one. */
export function stepBefore(
  course: readonly CourseStep[],
  { beginsWith }: Pick<CourseStep, 'beginsWith'>,
): CourseStep | undefined {
  return course.find(({ number }) => number === beginsWith);
}

/** A step and all that come before it, each as what the next one begins with: 01 to 06, and then 09. */
export function lineOf(course: readonly CourseStep[], step: CourseStep): readonly CourseStep[] {
  const before = stepBefore(course, step);
  return before ? [...lineOf(course, before), step] : [step];
}

/** Every race once, in the order in which the course first ends it; a step may end one again. */
export function allRaces(course: readonly CourseStep[]): readonly Race[] {
  return [...new Set(course.flatMap(({ races }) => races))];
}

/** Steps of which each begins with the one before it, as a table of the course map shows them. */
export interface Part {
  /** The steps across; from the second part on, the first is the one with which the part begins. */
  readonly steps: readonly CourseStep[];
  /** The races down: all that the line of its last step ends. */
  readonly races: readonly Race[];
}

/** The parts of the course: a new one begins with each step that does not begin with the one before it by number. */
export function partsOf(course: readonly CourseStep[]): readonly Part[] {
  const parts: CourseStep[][] = [];
  for (const [i, step] of course.entries()) {
    const before = stepBefore(course, step);
    if (i > 0 && before === course[i - 1]) parts.at(-1)?.push(step);
    else parts.push(before ? [before, step] : [step]);
  }
  return parts.map((steps) => {
    const last = steps.at(-1);
    return { steps, races: last ? allRaces(lineOf(course, last)) : [] };
  });
}

/** The races that the course map shows on this step, in the order of the course. */
export function racesMappedOn(course: readonly CourseStep[], step: CourseStep): readonly Race[] {
  const shown = partsOf(course).filter(({ steps }) => steps.includes(step));
  return [...new Set(shown.flatMap(({ races }) => races))];
}
