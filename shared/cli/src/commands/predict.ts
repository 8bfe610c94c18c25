import { type CourseStep, loadCourse } from '@workbook/course';
import { formatSchedule } from '@workbook/explorer';
import { timeline, timelineText } from '@workbook/judge';
import { stepOrCurrent } from '../attempt/current-attempt.ts';
import { isGreen } from '../attempt/progress.ts';
import type { Ending, PredictResult } from '../json/predict.ts';
import { type Workshop, withWorkshop } from '../judging/workshop.ts';
import { askingOf, drawnQuestion } from '../predict/asking.ts';
import { deck, runsOf } from '../predict/deck.ts';
import type { Question } from '../predict/draw-question.ts';
import { type CardName, type Day, dayOf, dueCards } from '../predict/leitner.ts';
import { answerText, beginningOf, questionText } from '../predict/question-text.ts';
import { readPredictions, readScore, rememberPrediction } from '../predict/score.ts';
import { answersHere, askOne } from '../predict/session.ts';
import { counted } from '../text/format.ts';
import { print, printJson } from '../text/print.ts';
import { progressLine, withProgress } from '../text/progress-line.ts';
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
    await again(course, [step], runsOf(step, seed), today);
  } else {
    await review(course, seed, today);
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
): PredictResult {
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

/** What is due, and then what is new, as far as the learner has come. */
async function review(course: readonly CourseStep[], seed: number, today: Day): Promise<void> {
  const step = stepOrCurrent(course);
  const { cards } = readPredictions();
  const due = dueCards(cards, today);
  print(`${due.length === 0 ? 'Nothing' : counted(due.length, 'question')} due today.\n`);
  const learner = { step, isGreen: await isGreen(course, step), cards };
  const names = deck(course, learner, today, seed);
  const reached = course.slice(0, course.indexOf(step) + 1);
  const steps = course.filter(
    (one) => reached.includes(one) || due.some((card) => card.step === one.number),
  );
  await again(course, steps, names, today);
}

/** One question after the other, until the learner leaves or there are no more. */
async function again(
  course: readonly CourseStep[],
  steps: readonly CourseStep[],
  names: Iterable<CardName>,
  today: Day,
): Promise<void> {
  const count = (name: CardName) => (right: boolean) => {
    const score = rememberPrediction(name, right, today);
    return `Your score: ${score.right} of ${score.asked}.`;
  };
  const ask = async (workshop: Workshop): Promise<void> => {
    using answers = answersHere();
    for (const name of names) {
      const step = stepNamed(course, name.step);
      const asking = await withProgress('looking for a question', () =>
        askingOf(course, step, name, workshop),
      );
      if (!(await askOne(asking, answers, count(name)))) return;
    }
    print('That is all for today: the next step has more.');
  };
  await withWorkshop(steps, () => {}, ask);
}
