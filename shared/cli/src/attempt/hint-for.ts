import {
  type CourseStep,
  findRace,
  type Hint,
  lineOf,
  loadHints,
  promiseHint,
} from '@workbook/course';
import type { TestResult } from '../json/test.ts';
import { colors, wrapped } from '../text/format.ts';

const rungs = ['idea', 'place', 'shape'] as const;
/** How many rungs every hint has. */
export const rungCount = rungs.length;

/** Whether the race that fails is none, as its verdict says: in the order that fails, no two requests overlap. */
export function failsAlone({ failing, races }: Pick<TestResult, 'failing' | 'races'>): boolean {
  return races.find(({ id }) => id === failing)?.wrongAlone ?? false;
}

/**
 * The hint for a race that fails in an attempt at `step`: the step's own, or that of the step which
 * has ended the race before. What goes wrong without a race has one hint for all steps: so does what `isAlone` there.
 */
export async function hintFor(
  course: readonly CourseStep[],
  step: CourseStep,
  race: string,
  isAlone = findRace(course, race)?.nobodyOverlaps ?? false,
): Promise<Hint | undefined> {
  if (isAlone) return { ...promiseHint, races: [race] };
  const soFar = lineOf(course, step).toReversed();
  for (const one of soFar) {
    const { hints } = await loadHints(one);
    const hint = hints.find(({ races }) => races.includes(race));
    if (hint) return hint;
  }
  return undefined;
}

/** A rung of a hint, with its title. */
export interface Rung {
  readonly title: string;
  readonly text: string;
  /** Whether its text is lines of code. */
  readonly isCode: boolean;
}

/** The first `count` rungs of a hint. */
export function rungsOf(hint: Hint, count: number): readonly Rung[] {
  return rungs.slice(0, count).map((name) => ({
    title: titles[name],
    text: hint[name].trimEnd(),
    isCode: name === 'shape',
  }));
}

/** The first `rung` rungs, under the learner's question. */
export function hintText(hint: Hint, rung: number, width = 80): string {
  const shown = rungsOf(hint, rung).map(({ title, text, isCode }, i) => {
    const lines = isCode ? text : wrapped(text, width).join('\n');
    return `${colors.bold(`${i + 1}. ${title}`)}\n${lines}`;
  });
  return [colors.bold(wrapped(hint.question, width).join('\n')), ...shown].join('\n\n');
}

const titles = { idea: 'The idea', place: 'The place', shape: 'The shape' } as const;
