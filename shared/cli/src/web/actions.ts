import { stripVTControlCharacters } from 'node:util';
import type { CourseStep } from '@workbook/course';
import { JobFailed } from '@workbook/judge';
import type {
  LiveAnswer,
  LiveDiff,
  LiveHint,
  LiveNextStep,
  LiveOrders,
  LiveQuestion,
  LiveRun,
} from '@workbook/site';
import { compare, mineAndFinished } from '../attempt/compare.ts';
import { attemptFile } from '../attempt/current-attempt.ts';
import { versionOf } from '../attempt/files.ts';
import { failsAlone, hintFor, rungCount, rungsOf } from '../attempt/hint-for.ts';
import { type NextQuestion, questionOf, stepAfter } from '../attempt/prediction.ts';
import { hintsSeen, rememberHint, rememberStep } from '../attempt/progress.ts';
import { startStep } from '../attempt/start-step.ts';
import { courseStoryText } from '../attempt/story-text.ts';
import { failingTask } from '../attempt/tasks-text.ts';
import type { StepDesk } from '../desk/step-desk.ts';
import { isLikelyGreen } from '../judging/attempt-progress.ts';
import { Game } from '../play/game.ts';
import { questionBefore, rememberGuess } from '../predict/ask-before.ts';
import { dayOf } from '../predict/leitner.ts';
import { runQuestion } from '../predict/run-question.ts';
import { readScore, rememberSkipped, wasAsked } from '../predict/score.ts';
import { finishedFile, raceNamed, scheduleIn, stepNamed } from '../usage/arguments.ts';
import { UsageError } from '../usage/errors.ts';
import type { Bodies } from './body.ts';
import { liveOrders, liveRun } from './live-run.ts';

/** What the pages are about. */
export interface Subject {
  readonly course: readonly CourseStep[];
  /** The desk of the step that the learner is at. */
  readonly desk: StepDesk;
  /** Takes the learner to another step. */
  readonly goTo: (step: CourseStep) => void;
  /** Aborted when the page has gone away: then it wants no answer any more. */
  readonly gone: AbortSignal;
}

type Actions = {
  readonly [Name in keyof Bodies]: (body: Bodies[Name], subject: Subject) => Promise<object>;
};

/** What a page can ask for. They throw `UsageError` for what cannot be done, and what the judges throw. */
export const actions: Actions = {
  again: async (_body, { desk }) => {
    desk.again();
    return {};
  },
  begin: async ({ step: text }, { course, desk, goTo }) => {
    const step = stepNamed(course, text);
    await startStep(course, step);
    if (step === desk.step) desk.look();
    else goTo(step);
    return {};
  },
  go: async ({ step: text }, { course, desk, goTo }) => {
    const step = stepNamed(course, text);
    rememberStep(course, step);
    if (step !== desk.step) goTo(step);
    return {};
  },
  question: async ({ step: text }, { course }) => ({
    question: asked(await questionBefore(course, stepNamed(course, text))),
  }),
  predict,
  skip: async ({ step: text }, { course }) => {
    rememberSkipped(stepNamed(course, text).number);
    return {};
  },
  hint,
  diff,
  next,
  play,
  orders,
};

/** Runs what was asked before a step. The guess counts, unless another face has asked the same already. */
async function predict(
  { step: text, guess }: Bodies['predict'],
  { course, desk }: Subject,
): Promise<LiveAnswer> {
  const question = await questionOf(course, stepNamed(course, text));
  const answer = await runQuestion(question, desk);
  if (!wasAsked(question.step.number)) rememberGuess(question, guess, answer, dayOf(new Date()));
  const { verdict, sentence, why, picture } = answer;
  const canHappen = verdict === 'inconclusive' ? null : verdict === 'possible';
  return { canHappen, sentence, why, picture };
}

/** The hint for the race that fails, as far as it was read, or one rung more. */
async function hint({ more }: Bodies['hint'], { course, desk }: Subject): Promise<LiveHint> {
  const { result } = desk.state;
  if (!result) throw new UsageError('there is no verdict yet, so there is nothing to hint at');
  if (!result.failing) {
    const task = failingTask(result.tasks);
    throw new UsageError(
      task
        ? `no race fails: the lesson has task ${task.number}`
        : 'nothing fails, so there is nothing to hint at',
    );
  }
  const found = await hintFor(course, desk.step, result.failing, failsAlone(result));
  if (!found) throw new UsageError('this race has no hint: read the lesson');
  const seen = hintsSeen(course, desk.step, result.failing);
  const rung = Math.min(rungCount, more ? seen + 1 : Math.max(1, seen));
  rememberHint(course, desk.step, result.failing, rung);
  return { question: found.question, rungs: rungsOf(found, rung), of: rungCount };
}

async function diff({ spoil }: Bodies['diff'], { desk }: Subject): Promise<LiveDiff> {
  const comparison = mineAndFinished(desk.step);
  if (desk.state.result?.verdict !== 'green' && !spoil) return { spoils: true, files: [] };
  const files = await compare(comparison);
  return {
    spoils: false,
    files: files.map(({ path, hunks }) => ({
      path,
      lines: hunks.flatMap(({ lines }, i) => (i === 0 ? lines : ['', ...lines])),
    })),
  };
}

async function next(_body: Bodies['next'], { course, desk }: Subject): Promise<LiveNextStep> {
  const { result, judging } = desk.state;
  const isLast = desk.step === course.at(-1);
  const isLikely = !result && !isLast && isLikelyGreen(judging);
  if (result?.verdict !== 'green' && !isLikely)
    throw new UsageError('this step is not green yet: a hint helps');
  // The terminal that the pages are served from may have colours; the pages have their own.
  if (isLast) {
    const text = stripVTControlCharacters(courseStoryText(course, readScore(), unbroken));
    return { kind: 'end', text };
  }
  const step = stepAfter(course, desk.step);
  const question = asked(await questionBefore(course, step));
  return question ? { kind: 'question', question } : { kind: 'ready', step: step.number };
}

/** Wide enough that no sentence is broken into lines: a page breaks them itself. */
const unbroken = 100_000;

/** Makes the moves of a schedule, from the beginning: a move that is taken back is one that is not made. */
async function play(
  { step: stepText, race: raceText, code, schedule }: Bodies['play'],
  { course, desk }: Subject,
): Promise<LiveRun> {
  const step = stepNamed(course, stepText);
  const race = raceNamed(course, raceText);
  const moves = scheduleIn(schedule);
  const { workshop } = desk;
  if (!workshop) throw new UsageError('the servers are still starting: try it again');
  const missing = step.needs.find((server) => !desk.step.needs.includes(server));
  if (missing)
    throw new UsageError(
      `step ${step.number} needs ${names[missing]}, which does not run while you are at step ${desk.step.number}: go to step ${step.number} first`,
    );
  const file =
    code === 'finished'
      ? finishedFile(step)
      : { ...attemptFile(step), version: await versionOf(step) };
  const pool = {
    look: (job: Parameters<typeof workshop.pool.look>[0]) =>
      workshop.pool.look({ ...job, looks: true }),
  };
  return liveRun(await Game.begin(race, step, file, pool, moves));
}

/** As many runs as a reader waits for: of a race that can happen, and of any. */
const enough = { enoughRuns: 250, maxRuns: 2000 };

/** Runs every order of a race on the attempt. A save stops it: the verdict is what counts then. */
async function orders({ race: text }: Bodies['orders'], subject: Subject): Promise<LiveOrders> {
  const { course, desk, gone } = subject;
  const race = raceNamed(course, text);
  const { step, workshop } = desk;
  if (!workshop) throw new UsageError('the servers are still starting: try it again');
  const file = attemptFile(step);
  const version = await versionOf(step);
  const saved = new AbortController();
  using _watch = desk.show((event) => {
    if (event === 'save' || event === 'absent') saved.abort();
  });
  const job = { race: race.id, step: step.number, file: file.path, version, options: enough };
  const signal = AbortSignal.any([saved.signal, gone]);
  try {
    return liveOrders(await workshop.pool.record(job, undefined, signal), race, step, file.path);
  } catch (error) {
    if (error instanceof JobFailed && error.kind === 'stopped')
      throw new UsageError('your code was saved while its orders were run: run them again');
    throw error;
  }
}

const names: Readonly<Record<string, string>> = { postgres: 'PostgreSQL', redis: 'Redis' };

function asked(question: NextQuestion | undefined): LiveQuestion | null {
  return question ? { step: question.step.number, text: question.text } : null;
}
