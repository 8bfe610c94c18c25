import { type CourseStep, fileBefore, findRace, loadHints, type Race } from '@workbook/course';
import { timeline, timelineText } from '@workbook/judge';
import type { Guess, NextAnswer } from '../json/next.ts';
import { judgeRace } from '../judging/judge-races.ts';
import type { Workshop } from '../judging/workshop.ts';
import { counted, whole, wrapped } from '../text/format.ts';
import { replayCommand } from '../text/replay-command.ts';
import { verdictWords } from '../text/verdict.ts';
import { finishedFile, type JudgedFile, namedFile, shownPath } from '../usage/arguments.ts';
import { UsageError } from '../usage/errors.ts';

/** A question about a step that the learner is about to begin. */
export interface NextQuestion {
  readonly step: CourseStep;
  readonly race: Race;
  readonly text: string;
  /** The code that the question is about. */
  readonly file: JudgedFile;
  /** Why it can happen or cannot, in one sentence. */
  readonly why: string;
  /** Where it cannot happen: how the schedule begins that comes closest. */
  readonly closest?: string;
}

/** The step after `step`. Throws `UsageError` after the last one. */
export function stepAfter(course: readonly CourseStep[], step: CourseStep): CourseStep {
  const next = course[course.indexOf(step) + 1];
  if (next) return next;
  throw new UsageError(
    `step ${step.number} is the last one: npx workbook map shows what you have seen`,
  );
}

/** What is asked before `step` begins. */
export async function questionOf(
  course: readonly CourseStep[],
  step: CourseStep,
): Promise<NextQuestion> {
  const { prediction } = await loadHints(step);
  const race = findRace(course, prediction.race);
  if (!race)
    throw new TypeError(`step ${step.number} predicts "${prediction.race}", which is not a race`);
  const { question: text, why, on, closest } = prediction;
  const file = on === 'start' ? codeBefore(course, step) : finishedFile(step);
  return { step, race, text, file, why, ...(closest !== undefined && { closest }) };
}

function codeBefore(course: readonly CourseStep[], step: CourseStep): JudgedFile {
  const path = fileBefore(course, step.number);
  if (path === undefined) throw new TypeError(`step ${step.number} begins with no code`);
  return { path, shown: shownPath(path) };
}

/**
 * Runs the race on the code that the question is about, until it fails or all orders are tried. Its
 * picture is at most `width` characters wide: the first order that fails, or the one that comes closest.
 */
export async function answerOf(
  question: NextQuestion,
  { pool }: Pick<Workshop, 'pool'>,
  width = 80,
): Promise<NextAnswer> {
  const { step, race, file, why, closest } = question;
  const { exploration } = await judgeRace(race, { step, file: file.path }, pool);
  const { verdict, first, possible, run } = exploration;
  const more = `npx workbook map --step ${step.number} --race ${race.id}`;
  if (verdict === 'inconclusive')
    return {
      verdict,
      sentence: `No verdict: ${exploration.reason ?? 'not all orders were tried'}.`,
      more,
      why: null,
      picture: null,
    };
  if (verdict === 'possible') {
    const replay = commandFor(question, first?.text ?? '');
    return {
      verdict,
      sentence: `It can happen: ${first?.violation ?? 'an order fails'}.`,
      more: replay,
      why,
      picture: first ? timelineText(timeline(race, first, { replayCommand: replay }), width) : null,
    };
  }
  const job = { race: race.id, step: step.number, file: file.path };
  const near = closest ? await pool.replay({ ...job, schedule: closest }) : undefined;
  const replay = commandFor(question, near?.text ?? '');
  return {
    verdict,
    sentence: `It cannot happen in any of ${whole(possible)} orders (${counted(run, 'run')}).`,
    more,
    why,
    picture: near ? timelineText(timeline(race, near, { replayCommand: replay }), width) : null,
  };
}

function commandFor({ step, race, file }: NextQuestion, schedule: string): string {
  return replayCommand({
    step: step.number,
    race: race.id,
    schedule,
    file: namedFile(step, file),
  });
}

/** An answer that can be chosen, in words. */
export function choiceText(guess: Guess): string {
  return guess === 'possible'
    ? 'can happen: some order of the operations does harm'
    : 'cannot happen: no order does';
}

/** `You said that it cannot happen. It can happen: …`, and why. */
export function verdictOnGuess(guess: Guess, answer: NextAnswer, width = 80): string {
  const { verdict, why, picture } = answer;
  // The heading of the picture says what happens.
  const sentence = verdict === 'possible' && picture ? 'It can happen.' : answer.sentence;
  const right =
    verdict === 'inconclusive'
      ? ''
      : guess === verdict
        ? 'You are right. '
        : `You said that it ${verdictWords[guess]}. `;
  return [`${right}${sentence}`, ...(why === null ? [] : [why])]
    .map((text) => wrapped(text, width).join('\n'))
    .join('\n\n');
}

/** The same, with a run that shows it, or where to see more. */
export function answerText(guess: Guess, answer: NextAnswer): string {
  return `${verdictOnGuess(guess, answer)}\n\n${answer.picture ?? answer.more}`;
}
