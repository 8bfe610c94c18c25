import { timeline, timelineText } from '@workbook/judge';
import { compare, comparisonText, mineAndFinished } from '../attempt/compare.ts';
import { attemptFile } from '../attempt/current-attempt.ts';
import { attemptOf, versionOf } from '../attempt/files.ts';
import { hintFor, hintText, rungCount } from '../attempt/hint-for.ts';
import { questionOf, stepAfter } from '../attempt/prediction.ts';
import { hintsSeen, rememberHint } from '../attempt/progress.ts';
import { failingTask } from '../attempt/tasks-text.ts';
import type { TestResult } from '../json/test.ts';
import { mapOfLearner } from '../map/map-of-learner.ts';
import type { Asked } from './asked.ts';
import { keyList, type PageAction } from './keys.ts';
import { lesson, lessonWithAnswers, wholeLesson } from './lesson-view.ts';
import { answerQuestion } from './predicting.ts';
import { proseWidth } from './render.ts';
import { type Change, type LoopState, reading, showing } from './state.ts';

type PageActions = Readonly<Record<PageAction, (asked: Asked) => Change | Promise<Change>>>;

/** What each action does, and what is shown then. They throw `UsageError` for what cannot be done. */
export const pageActions: PageActions = {
  hint,
  lesson,
  answers: lessonWithAnswers,
  rest: wholeLesson,
  map: courseMap,
  keys: ({ state }) => reading(keyList(state.view)),
  'ask to compare': askToCompare,
  compare: compareCode,
  replay,
  next,
  possible: (asked) => answerQuestion('possible', asked),
  prevented: (asked) => answerQuestion('prevented', asked),
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

/** The part of the course map that lies behind the learner. */
function courseMap({ course, step, state }: Asked): Change {
  const map = mapOfLearner(course, step, state.result?.verdict === 'green');
  return map
    ? reading(map)
    : { message: 'The map shows the steps that are green: this one is the first.' };
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
