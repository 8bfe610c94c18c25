import {
  type CourseStep,
  findRace,
  type Hint,
  lineOf,
  loadHints,
  promiseHint,
} from '@workbook/course';
import { colors, wrapped } from '../text/format.ts';

const rungs = ['idea', 'place', 'shape'] as const;
/** How many rungs every hint has. */
export const rungCount = rungs.length;

/**
 * The hint for a race that fails in an attempt at `step`: the step's own, or that of the step which
 * has ended the race before. What goes wrong without a race has one hint for all steps.
 */
export async function hintFor(
  course: readonly CourseStep[],
  step: CourseStep,
  race: string,
): Promise<Hint | undefined> {
  if (findRace(course, race)?.nobodyOverlaps) return { ...promiseHint, races: [race] };
  const soFar = lineOf(course, step).toReversed();
  for (const one of soFar) {
    const { hints } = await loadHints(one);
    const hint = hints.find(({ races }) => races.includes(race));
    if (hint) return hint;
  }
  return undefined;
}

/** The first `rung` rungs, under the learner's question. */
export function hintText(hint: Hint, rung: number, width = 80): string {
  const shown = rungs.slice(0, rung).map((name, i) => {
    const text = name === 'shape' ? hint.shape.trimEnd() : wrapped(hint[name], width).join('\n');
    return `${colors.bold(`${i + 1}. ${titles[name]}`)}\n${text}`;
  });
  return [colors.bold(wrapped(hint.question, width).join('\n')), ...shown].join('\n\n');
}

const titles = { idea: 'The idea', place: 'The place', shape: 'The shape' } as const;
