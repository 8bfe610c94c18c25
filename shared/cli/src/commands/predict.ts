import { type CourseStep, loadCourse } from '@workbook/course';
import { formatSchedule } from '@workbook/explorer';
import { timeline, timelineText } from '@workbook/judge';
import { stepOrCurrent } from '../attempt/current-attempt.ts';
import type { Told } from '../json/everywhere.ts';
import type { Ending, PredictResult } from '../json/predict.ts';
import { printJson } from '../json/print-json.ts';
import { withWorkshop } from '../judging/workshop.ts';
import { drawnQuestion } from '../predict/asking.ts';
import { runsOf } from '../predict/deck.ts';
import type { Question } from '../predict/draw-question.ts';
import { type Day, dayOf } from '../predict/leitner.ts';
import { answerText, beginningOf, questionText } from '../predict/question-text.ts';
import { askAll, askOnServers, review } from '../predict/review.ts';
import { readScore, rememberPrediction } from '../predict/score.ts';
import { print } from '../text/print.ts';
import { progressLine } from '../text/progress-line.ts';
import { stepNamed } from '../usage/arguments.ts';
import { UsageError } from '../usage/errors.ts';
import { type ExitCode, exitCodes } from '../usage/exit-codes.ts';

/** The options of `workbook predict`. */
export interface PredictOptions {
  readonly json?: boolean;
  /** Draws the same questions again; drawn by the clock when absent. */
  readonly seed?: string;
  /** `yes`, it can happen, or `no`: answers the first question and ends, for scripts. */
  readonly answer?: string;
}

/**
 * Asks whether something can happen, and shows a run. With a step, the runs are of that step, drawn by
 * lot; without one, what is due on `today` comes first, and then what is new. Goes on until there are no
 * more answers. Green, whether the answers were right or not.
 */
export async function predictCommand(
  stepText: string | undefined,
  options: PredictOptions,
  today: Day = dayOf(new Date()),
): Promise<ExitCode> {
  const course = await loadCourse();
  const seed = seedIn(options.seed);
  const answer = options.answer === undefined ? undefined : endingIn(options.answer);
  const step = stepText === undefined ? undefined : stepNamed(course, stepText);
  if (options.json || answer) {
    if (!step) throw new UsageError('name a step: without one, predict asks on a terminal only');
    await once(course, step, seed, answer, today, options.json ?? false);
  } else if (step) {
    await askOnServers([step], (workshop) => askAll(course, runsOf(step, seed), today, workshop));
  } else {
    const { steps, ask } = await review(course, stepOrCurrent(course), seed, today);
    await askOnServers(steps, ask);
  }
  return exitCodes.green;
}

function seedIn(text: string | undefined): number {
  if (text === undefined) return Date.now() % 1_000_000;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(`"${text}" is not a seed: give a whole number of at most nine digits`);
}

/** `holds` and `breaks` are what an earlier workbook has asked for. */
function endingIn(text: string): Ending {
  const word = text.trim().toLowerCase();
  if (['n', 'no', 'h', 'holds'].includes(word)) return 'holds';
  if (['y', 'yes', 'b', 'breaks'].includes(word)) return 'breaks';
  throw new UsageError(`"${text}" is not an answer: say yes (it can happen) or no (it cannot)`);
}

async function once(
  course: readonly CourseStep[],
  step: CourseStep,
  seed: number,
  guess: Ending | undefined,
  today: Day,
  json: boolean,
): Promise<void> {
  using progress = progressLine();
  progress.show('looking for a question');
  const asked = await withWorkshop([step], progress.show, async (workshop) => {
    const question = await drawnQuestion(course, step, seed, workshop);
    return { question, environment: workshop.environment };
  });
  const { question, environment } = asked;
  const ending: Ending = question.run.violation === undefined ? 'holds' : 'breaks';
  const name = { step: step.number, seed };
  const score = guess ? rememberPrediction(name, guess === ending, today) : readScore();
  if (!json) {
    const end = ending === 'breaks' ? 'it can happen' : 'it cannot happen';
    print(`${questionText(step, question)}\n\n${answerText(step, question)}\n`);
    return print(
      `${guess === ending ? 'Right' : 'Wrong'}: ${end}. Your score: ${score.right} of ${score.asked}.`,
    );
  }
  printJson(resultOf(step, seed, question, { environment, ending, guess: guess ?? null, score }));
}

function resultOf(
  step: CourseStep,
  seed: number,
  question: Question,
  found: Pick<PredictResult, 'environment' | 'ending' | 'guess' | 'score'>,
): Told<PredictResult> {
  const { race, run, shown, without } = question;
  return {
    format: 1,
    step: step.number,
    race: race.id,
    seed,
    without: without?.id ?? null,
    beginning: beginningOf(question),
    rest: formatSchedule(run.schedule.slice(shown)),
    schedule: run.text,
    violation: run.violation ?? null,
    picture: timelineText(timeline(race, run)),
    ...found,
  };
}
