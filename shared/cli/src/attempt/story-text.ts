import { type CourseStep, findRace } from '@workbook/course';
import type { Score } from '../json/predict.ts';
import { headingOf } from '../lesson/lesson-of.ts';
import { colors, counted, wrapped } from '../text/format.ts';
import { type Progress, readProgress } from './progress.ts';

/** What has happened on one step, in a few lines; empty when nothing was judged there. */
export function stepStoryText(course: readonly CourseStep[], step: CourseStep, width = 80): string {
  const { stories, hints } = readProgress(course);
  const story = stories[step.number];
  if (!story) return '';
  const rungs = hintsOf(step, hints);
  return [
    `${workTime(story.workMs)} at work, ${counted(story.verdicts, 'save')} judged, ${counted(rungs, 'hint')} read.`,
    ...repairedLine(course, story.broken),
  ]
    .flatMap((line) => wrapped(line, width))
    .join('\n');
}

/** The whole course, a line for each step, the sum, and how many predictions were right: for its end. */
export function courseStoryText(
  course: readonly CourseStep[],
  { asked, right }: Score,
  width = 80,
): string {
  const progress = readProgress(course);
  const rows = course.map((step) => rowOf(step, progress));
  const stories = Object.values(progress.stories);
  const repaired = stories.flatMap(({ broken, failing }) => broken.filter((id) => id !== failing));
  const sum = stories.reduce((total, { workMs }) => total + workMs, 0);
  const saves = stories.reduce((total, { verdicts }) => total + verdicts, 0);
  const green = course.filter(({ number }) => progress.green[number] !== undefined).length;
  return [
    colors.bold(
      green === course.length
        ? 'That was the last step. You have been through the whole course.'
        : `That was the last step; ${green} of ${course.length} steps are green.`,
    ),
    rows.map((row) => row.slice(0, width)).join('\n'),
    `${workTime(sum)} at work, ${counted(saves, 'save')} judged.`,
    ...repairedLine(course, [...new Set(repaired)]).map((line) => wrapped(line, width).join('\n')),
    ...(asked === 0 ? [] : [`${right} of ${counted(asked, 'prediction')} right.`]),
    wrapped(
      'docs/course-map.md shows every race on every step. npx workbook predict asks about what you have seen, in the days to come as well, and docs/README.md says how to try the explorer on a service of your own.',
      width,
    ).join('\n'),
  ].join('\n\n');
}

/** The races that were broken and repaired, by name; nothing when there are none. */
function repairedLine(course: readonly CourseStep[], repaired: readonly string[]): string[] {
  if (repaired.length === 0) return [];
  const names = repaired.map((id) => findRace(course, id)?.name ?? id);
  return [`Broken and repaired: ${names.join('; ')}.`];
}

function rowOf(step: CourseStep, { stories, green, hints }: Progress): string {
  const story = stories[step.number];
  const sign = green[step.number] === undefined ? '·' : '✓';
  const name = headingOf(step).padEnd(40);
  if (!story) return `${sign} ${name}`.trimEnd();
  const parts = [
    workTime(story.workMs).padStart(11),
    counted(story.verdicts, 'save').padStart(9),
    counted(story.broken.length, 'race').padStart(9),
    counted(hintsOf(step, hints), 'hint').padStart(9),
  ];
  return `${sign} ${name}${parts.join('')}`;
}

function hintsOf({ number }: CourseStep, hints: Progress['hints']): number {
  return Object.entries(hints)
    .filter(([of]) => of.startsWith(`${number}/`))
    .reduce((sum, [, rungs]) => sum + rungs, 0);
}

/** `5 min`, `2 h 10 min`. */
function workTime(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
