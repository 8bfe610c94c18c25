import { readFileSync } from 'node:fs';
import { type CourseStep } from '@workbook/course';
import { timeline, timelineText } from '@workbook/judge';
import { compare, comparisonText, mineAndFinished } from '../attempt/compare.ts';
import { attemptFile } from '../attempt/current-attempt.ts';
import { attemptOf, versionOf } from '../attempt/files.ts';
import { hintFor, hintText, rungCount } from '../attempt/hint-for.ts';
import { answerOf, answerText, questionOf, stepAfter } from '../attempt/prediction.ts';
import { hintsSeen, rememberHint } from '../attempt/progress.ts';
import { failingTask } from '../attempt/tasks-text.ts';
import type { Guess } from '../json/next.ts';
import type { TestResult } from '../json/test.ts';
import { type Workshop, withWorkshop } from '../judging/workshop.ts';
import { lessonOf } from '../lesson/lesson-of.ts';
import { lessonText } from '../lesson/lesson-text.ts';
import { courseMapPage, mapBehind } from '../map/map-page.ts';
import { keyList, type PageAction } from './keys.ts';
import { proseWidth } from './render.ts';
import { type Change, type LoopState, reading, showing, type View } from './state.ts';

/** Where an action is asked for. */
export interface Asked {
  readonly course: readonly CourseStep[];
  readonly step: CourseStep;
  readonly state: LoopState;
  /** Absent while the servers still start. */
  readonly workshop: Workshop | undefined;
  /** Of the terminal, in characters. */
  readonly width: number;
  /** Shows a change at once, before the action has ended. */
  readonly show: (change: Change) => void;
}

type PageActions = Readonly<Record<PageAction, (asked: Asked) => Change | Promise<Change>>>;

/** What each action does, and what is shown then. They throw `UsageError` for what cannot be done. */
export const pageActions: PageActions = {
  hint,
  lesson,
  answers: lessonWithAnswers,
  map: courseMap,
  keys: ({ state }) => reading(keyList(state.view)),
  'ask to compare': askToCompare,
  compare: compareCode,
  replay,
  next,
  possible: (asked) => answer('possible', asked),
  prevented: (asked) => answer('prevented', asked),
};

/** One rung of the hint for the race that fails; one more when a hint is what the learner sees. */
async function hint({ course, step, state, width }: Asked): Promise<Change> {
  const { result, view } = state;
  if (!result) return { message: whyNoVerdict(attemptOf(step).there, state) };
  if (!result.failing) return { message: whyNoHint(result) };
  const found = await hintFor(course, step, result.failing);
  if (!found) return { message: 'This race has no hint: l shows the lesson.' };
  const seen = hintsSeen(course, step, result.failing);
  const rung = Math.min(rungCount, view.kind === 'hint' ? seen + 1 : Math.max(1, seen));
  rememberHint(course, step, result.failing, rung);
  return {
    view: { kind: 'hint', text: hintText(found, rung, proseWidth(width)) },
    // The last rung is at the end.
    offset: Number.MAX_SAFE_INTEGER,
    message: `${rung} of ${rungCount}${rung < rungCount ? ': h says more' : ''}`,
  };
}

function whyNoHint({ tasks }: TestResult): string {
  const task = failingTask(tasks);
  if (!task) return 'Nothing fails, so there is nothing to hint at.';
  return `No race fails: l shows the lesson, and task ${task.number} in it.`;
}

async function lesson({ step, width }: Asked): Promise<Change> {
  return showing(await lessonView(step, width, false));
}

/** The lesson with its answers, or without them again, where the learner was. */
async function lessonWithAnswers({ step, state, width }: Asked): Promise<Change> {
  const isOpen = state.view.kind === 'lesson' && state.view.answers;
  return { view: await lessonView(step, width, !isOpen) };
}

async function lessonView(step: CourseStep, width: number, answers: boolean): Promise<View> {
  const widths = { width: proseWidth(width), codeWidth: width };
  const text = lessonText(await lessonOf(step), { ...widths, answers });
  return { kind: 'lesson', text, answers };
}

/**
 * The part of the course map that lies behind the learner, as its page has it: to measure it takes
 * minutes, and what lies ahead is to be predicted first.
 */
function courseMap({ course, step, state }: Asked): Change {
  const isGreen = state.result?.verdict === 'green';
  const behind = course.filter(
    ({ number }) => number < step.number || (isGreen && step.number === number),
  );
  if (behind.length === 0)
    return { message: 'The map shows the steps that are green: this one is the first.' };
  const races = behind.flatMap((one) => one.races).length;
  const map = mapBehind(readFileSync(courseMapPage, 'utf8'), behind.length, races);
  return reading(
    `${map}\n\nThe steps behind you: ★ is the first step that prevents a race, ✓ prevents it, ✗ does not. docs/course-map.md has all of them, and npx workbook map measures them again.`,
  );
}

/** The differences between the attempt and the finished code; asks first where that would spoil. */
async function askToCompare(asked: Asked): Promise<Change> {
  if (asked.state.result?.verdict === 'green') return await compareCode(asked);
  return showing({ kind: 'spoil' });
}

async function compareCode({ step, width }: Asked): Promise<Change> {
  const comparison = mineAndFinished(step);
  return reading(comparisonText(comparison, await compare(comparison), width));
}

/** Runs the order that fails again, on the attempt as it is now. */
async function replay({ course, step, state, workshop, width, show }: Asked): Promise<Change> {
  if (!state.result) return { message: whyNoVerdict(attemptOf(step).there, state) };
  const failing = state.result.picture;
  const race = course.flatMap(({ races }) => races).find(({ id }) => id === failing?.race);
  if (!failing || !race || !workshop)
    return { message: 'No race fails, so there is nothing to replay.' };
  show({ doing: 'running it again' });
  const { schedule, replayCommand } = failing;
  const file = attemptFile(step).path;
  const version = await versionOf(step);
  const run = await workshop.pool
    .replay({ race: race.id, step: step.number, file, version, schedule })
    .finally(() => show({ doing: '' }));
  return reading(timelineText(timeline(race, run, { replayCommand }), width));
}

/** What has to come before a verdict, and how to get there. */
export function whyNoVerdict(isBegun: boolean, { view, problem }: LoopState): string {
  if (!isBegun) {
    return view.kind === 'begin'
      ? 'Enter begins this step.'
      : 'b goes back; there, Enter begins this step.';
  }
  if (problem !== '') {
    return view.kind === 'verdict'
      ? 'Mend what is said above, and save.'
      : 'The attempt cannot be judged yet: b says why.';
  }
  return 'Your attempt is still being judged.';
}

/** The question that stands before the next step, once this one is green. */
async function next({ course, step, state }: Asked): Promise<Change> {
  if (state.view.kind === 'answered') return {};
  if (!state.result) return { message: whyNoVerdict(attemptOf(step).there, state) };
  if (state.result.verdict !== 'green') return { message: 'This step is not green yet. h helps.' };
  const question = await questionOf(course, stepAfter(course, step));
  return showing({ kind: 'question', question });
}

/** Runs what was asked before the next step, and says whether the guess was right. */
async function answer(guess: Guess, { state: { view }, show }: Asked): Promise<Change> {
  if (view.kind !== 'question') return {};
  const { question } = view;
  show(reading('Running it …'));
  const found = await withWorkshop(
    [question.step],
    () => {},
    (workshop) => answerOf(question, workshop),
  );
  const text = `${answerText(guess, found)}\n\nEnter begins step ${question.step.number}.`;
  return showing({ kind: 'answered', text, next: question.step });
}
