import { join } from 'node:path';
import { findRace } from '@workbook/course';
import { timeline, timelineText } from '@workbook/judge';
import { compare, comparisonText, mineAndFinished } from '../attempt/compare.ts';
import { attemptFile } from '../attempt/current-attempt.ts';
import { attemptOf, versionOf } from '../attempt/files.ts';
import { failsAlone, hintFor, hintText, rungCount } from '../attempt/hint-for.ts';
import { questionOf, stepAfter } from '../attempt/prediction.ts';
import { hintsSeen, rememberHint } from '../attempt/progress.ts';
import { courseStoryText } from '../attempt/story-text.ts';
import { failingTask } from '../attempt/tasks-text.ts';
import type { TestResult } from '../json/test.ts';
import { isLikelyGreen } from '../judging/attempt-progress.ts';
import { sourceOf } from '../judging/source-of.ts';
import { mapOfLearner } from '../map/map-of-learner.ts';
import { countOrders } from '../play/census.ts';
import { Game } from '../play/game.ts';
import { PlayScreen } from '../play/play-screen.ts';
import { readScore } from '../predict/score.ts';
import { proseWidth, wrapped } from '../text/format.ts';
import { shownPath } from '../usage/arguments.ts';
import type { Asked } from './asked.ts';
import { keyList, type PageAction } from './keys.ts';
import { lesson, lessonWithAnswers, wholeLesson } from './lesson-view.ts';
import { openEditor } from './open-editor.ts';
import { answerQuestion, predict } from './predicting.ts';
import { type Change, type LoopState, reading, showing } from './state.ts';
import { breakMenu, takeOutTyped, typeDigit } from './taking-out.ts';

type PageActions = Readonly<
  Record<Exclude<PageAction, `digit ${number}`>, (asked: Asked) => Change | Promise<Change>>
>;

/** What each action does, and what is shown then. They throw `UsageError` for what cannot be done. */
const pageActions: PageActions = {
  hint,
  lesson,
  answers: lessonWithAnswers,
  rest: wholeLesson,
  map: courseMap,
  keys: ({ state: { view }, width }) => showing({ kind: 'keys', text: keyList(view, width) }),
  'ask to compare': askToCompare,
  compare: compareCode,
  replay,
  edit,
  web,
  next,
  standing: () => showing({ kind: 'standing' }),
  play,
  break: breakMenu,
  'take out': takeOutTyped,
  predict,
  again: ({ again }) => again(),
  possible: (asked) => answerQuestion('possible', asked),
  prevented: (asked) => answerQuestion('prevented', asked),
};

/** What an action does. */
export function perform(action: PageAction, asked: Asked): Change | Promise<Change> {
  const [, digit] = /^digit (\d)$/.exec(action) ?? [];
  if (digit !== undefined) return typeDigit(Number(digit), asked);
  return pageActions[action as Exclude<PageAction, `digit ${number}`>](asked);
}

/** One rung of the hint for the race that fails; one more when a hint is what the learner sees. */
async function hint({ course, step, state, width }: Asked): Promise<Change> {
  const { result, view } = state;
  if (!result) return { message: whyNoVerdict(attemptOf(step).there, state) };
  if (!result.failing) return { message: whyNoHint(result) };
  const found = await hintFor(course, step, result.failing, failsAlone(result));
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
function courseMap({ course, step, state, width }: Asked): Change {
  const isGreen = state.result?.verdict === 'green';
  const map = mapOfLearner(course, step, isGreen, proseWidth(width));
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
  const parts = timeline(race, run, { replayCommand, sourceAt: sourceOf(file) });
  return reading(timelineText(parts, width));
}

/** Opens the learner's editor at the line that does the damage, or the attempt where no race fails. */
async function edit({ step, state, lend }: Asked): Promise<Change> {
  const attempt = attemptOf(step);
  if (!attempt.there) return { message: whyNoVerdict(false, state) };
  const [, name = 'accounts.ts', line] =
    /^(.+):(\d+)$/.exec(state.result?.picture?.source?.place ?? '') ?? [];
  const file = shownPath(join(attempt.folder, name));
  return { message: await openEditor(line ? { file, line: Number(line) } : { file }, lend) };
}

/** Serves the pages beside this terminal, from now on. */
async function web({ width, web: open }: Asked): Promise<Change> {
  const said =
    'Your code, its verdict at every save, and the whole course are in the browser now, as long as npm start runs. Both show the same.';
  return reading(`${wrapped(said, proseWidth(width)).join('\n')}\n\n${await open()}`);
}

/**
 * Lets the learner be the scheduler: of the race that fails, on the attempt as it is now, or else of the first race that
 * this step ends.
 */
async function play({ course, step, state, workshop, show, visit }: Asked): Promise<Change> {
  if (!attemptOf(step).there || !workshop)
    return { message: whyNoVerdict(attemptOf(step).there, state) };
  const { pool } = workshop;
  const failing = state.result?.picture?.race;
  const race = (failing && findRace(course, failing)) || step.races[0];
  if (!race) return { message: 'This step has no race to play.' };
  show({ doing: 'putting every client at its start' });
  const file = { ...attemptFile(step), version: await versionOf(step) };
  const game = await Game.begin(race, step, file, pool).finally(() => show({ doing: '' }));
  await visit(async (terminal) => {
    const leaving = new AbortController();
    const census = countOrders(game, pool, leaving.signal);
    census.catch(() => {});
    await new PlayScreen(game, terminal, census).run();
    leaving.abort();
  });
  return {};
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

/** The question that stands before the next step, once this one is green, or probably. */
async function next({ course, step, state, width }: Asked): Promise<Change> {
  const { result, judging } = state;
  // The last step has a page of what has happened on the way, which waits for the verdict.
  const isLikely = isLikelyGreen(judging) && state.problem === '' && step !== course.at(-1);
  if (!result && !isLikely) return { message: whyNoVerdict(attemptOf(step).there, state) };
  if (result && result.verdict !== 'green')
    return { message: 'This step is not green yet. h helps.' };
  if (step === course.at(-1))
    return reading(courseStoryText(course, readScore(), proseWidth(width)));
  const question = await questionOf(course, stepAfter(course, step));
  return showing({ kind: 'question', question });
}
