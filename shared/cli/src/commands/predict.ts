import { createInterface } from 'node:readline';
import { type CourseStep, loadCourse, loadProtections } from '@workbook/course';
import { formatSchedule } from '@workbook/explorer';
import { timeline, timelineText } from '@workbook/judge';
import type { Ending, PredictResult } from '../json/predict.ts';
import { type Workshop, withWorkshop } from '../judging/workshop.ts';
import { chanceOf } from '../predict/chance.ts';
import { drawQuestion, type Question } from '../predict/draw-question.ts';
import { answerText, beginningOf, questionText } from '../predict/question-text.ts';
import { countPrediction, readScore } from '../predict/score.ts';
import { drawSituation } from '../predict/situation.ts';
import { print, printJson } from '../text/print.ts';
import { progressLine } from '../text/progress-line.ts';
import { stepNamed } from '../usage/arguments.ts';
import { UsageError } from '../usage/errors.ts';
import { type ExitCode, exitCodes } from '../usage/exit-codes.ts';

/** The options of `workbook predict`. */
export interface PredictOptions {
  readonly json?: boolean;
  /** Draws the same questions again; drawn by the clock when absent. */
  readonly seed?: string;
  /** `holds` or `breaks`: answers the first question and ends, for scripts. */
  readonly answer?: string;
}

type Ask = (workshop: Workshop, seed: number) => Promise<Question>;

/**
 * Shows the beginning of a run, asks how it ends, and shows the end. Goes on with the next one until
 * there are no more answers. Green, whether the answers were right or not.
 */
export async function predictCommand(stepText: string, options: PredictOptions): Promise<ExitCode> {
  const course = await loadCourse();
  const step = stepNamed(course, stepText);
  const protections = await loadProtections(step);
  const seed = seedIn(options.seed);
  const answer = options.answer === undefined ? undefined : endingIn(options.answer);
  const ask: Ask = ({ pool }, number) => {
    const chance = chanceOf(number);
    return drawQuestion(step, drawSituation(course, step, protections, chance), pool, chance);
  };
  if (options.json || answer) await once(step, ask, seed, answer, options.json ?? false);
  else await again(step, ask, seed);
  return exitCodes.green;
}

function seedIn(text: string | undefined): number {
  if (text === undefined) return Date.now() % 1_000_000;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(`"${text}" is not a seed: give a whole number of at most nine digits`);
}

function endingIn(text: string): Ending {
  const word = text.trim().toLowerCase();
  if (word === 'h' || word === 'holds') return 'holds';
  if (word === 'b' || word === 'breaks') return 'breaks';
  throw new UsageError(`"${text}" is not an answer: say holds (h) or breaks (b)`);
}

const endingOf = ({ run }: Question): Ending => (run.violation === undefined ? 'holds' : 'breaks');

async function once(
  step: CourseStep,
  ask: Ask,
  seed: number,
  guess: Ending | undefined,
  json: boolean,
): Promise<void> {
  using progress = progressLine();
  const asked = await withWorkshop([step], progress.show, async (workshop) => {
    const question = await ask(workshop, seed);
    return { question, environment: workshop.environment };
  });
  const { question, environment } = asked;
  const ending = endingOf(question);
  const score = guess ? countPrediction(guess === ending) : readScore();
  if (!json) {
    print(`${questionText(step, question)}\n`);
    return print(answerText(step, question, guess === ending, score));
  }
  const { race, run, shown, without } = question;
  printJson({
    format: 1,
    environment,
    step: step.number,
    race: race.id,
    seed,
    without: without?.id ?? null,
    beginning: beginningOf(question),
    rest: formatSchedule(run.schedule.slice(shown)),
    schedule: run.text,
    ending,
    violation: run.violation ?? null,
    picture: timelineText(timeline(race, run)),
    guess: guess ?? null,
    score,
  } satisfies PredictResult);
}

/** One question after the other, each answered by a line of the input. */
async function again(step: CourseStep, ask: Ask, seed: number): Promise<void> {
  const input = createInterface({ input: process.stdin });
  const lines = input[Symbol.asyncIterator]();
  await withWorkshop(
    [step],
    () => {},
    async (workshop) => {
      for (let number = seed; ; number += 1) {
        const question = await ask(workshop, number);
        print(`${questionText(step, question)}\n\nDoes it hold, or break? h, b, or q to leave`);
        const guess = await nextAnswer(lines);
        if (!guess) return;
        const right = guess === endingOf(question);
        print(`\n${answerText(step, question, right, countPrediction(right))}\n`);
      }
    },
  ).finally(() => input.close());
}

async function nextAnswer(lines: AsyncIterator<string>): Promise<Ending | undefined> {
  for (;;) {
    const { value, done } = await lines.next();
    if (done || value.trim() === 'q') return undefined;
    try {
      return endingIn(value);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      print(error.message);
    }
  }
}
