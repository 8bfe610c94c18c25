import { readFileSync } from 'node:fs';
import { allRaces, type CourseStep, lineOf, partsOf } from '@workbook/course';
import { wrapped } from '../text/format.ts';
import { courseMapPage, mapBehind } from './map-page.ts';

/**
 * The part of the course map that lies behind a learner at `step`, as its page has it: to measure it
 * takes minutes, and what lies ahead is to be predicted first. Undefined where nothing lies behind.
 */
export function mapOfLearner(
  course: readonly CourseStep[],
  step: CourseStep,
  isGreen: boolean,
  width = 80,
): string | undefined {
  const behind = course.slice(0, course.indexOf(step) + (isGreen ? 1 : 0));
  if (behind.length === 0) return undefined;
  const parts = partsOf(course).map(({ steps }, i) => {
    const seen = steps.filter((one) => behind.includes(one));
    const last = seen.at(-1);
    // The first column of a later part is a step of an earlier one.
    const isBegun = last !== undefined && (i === 0 || seen.length > 1);
    return { steps: seen.length, races: isBegun ? allRaces(lineOf(course, last)).length : 0 };
  });
  const map = mapBehind(readFileSync(courseMapPage, 'utf8'), parts);
  return `${map}\n\n${wrapped(legend, width).join('\n')}`;
}

const legend =
  'The steps behind you: ★ is the first step that prevents a race, ✓ prevents it, ✗ does not. "1 / 3" says that of 3 orders one goes wrong. The whole map, docs/course-map.md, gives away what lies ahead.';
