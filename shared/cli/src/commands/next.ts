import { select } from '@inquirer/prompts';
import { loadCourse } from '@workbook/course';
import { stepOrCurrent } from '../attempt/current-attempt.ts';
import {
  answerOf,
  answerText,
  choiceText,
  type NextQuestion,
  questionOf,
  stepAfter,
} from '../attempt/prediction.ts';
import { isGreen } from '../attempt/progress.ts';
import { startStep, startText } from '../attempt/start-step.ts';
import { courseStoryText } from '../attempt/story-text.ts';
import type { Guess, NextAnswer, NextResult } from '../json/next.ts';
import { withWorkshop } from '../judging/workshop.ts';
import { print, printJson } from '../text/print.ts';
import { progressLine } from '../text/progress-line.ts';
import { UsageError } from '../usage/errors.ts';
import { type ExitCode, exitCodes } from '../usage/exit-codes.ts';

/** The options of `workbook next`. */
export interface NextOptions {
  readonly json?: boolean;
  /** `yes`, it can happen, or `no`: the answer, where the command cannot ask. */
  readonly guess?: string;
  /** Goes on although the current step is not green. */
  readonly yes?: boolean;
}

/** Asks how a race ends on the coming step, runs it, and goes there. */
export async function nextCommand({ json, guess, yes }: NextOptions): Promise<ExitCode> {
  const given = guess === undefined ? undefined : guessIn(guess);
  const course = await loadCourse();
  const step = stepOrCurrent(course);
  if (step === course.at(-1) && !json && (yes || (await isGreen(course, step)))) {
    print(courseStoryText(course));
    return exitCodes.green;
  }
  const coming = stepAfter(course, step);
  if (!yes && !(await isGreen(course, step)))
    throw new UsageError(
      `step ${step.number} is not green yet: npx workbook test ${step.number} judges it, next --yes goes on anyway`,
    );
  const question = await questionOf(course, coming);
  const guessed = given ?? (await askedFor(question));
  const answer = await run(question);
  const started = await startStep(course, coming);
  if (json) {
    const { race, text } = question;
    printJson({
      format: 1,
      step: coming.number,
      question: text,
      race: race.id,
      guess: guessed,
      ...answer,
      started,
    } satisfies NextResult);
    return exitCodes.green;
  }
  print(answerText(guessed, answer));
  print(`\n${startText(started)}`);
  return exitCodes.green;
}

async function run(question: NextQuestion): Promise<NextAnswer> {
  using progress = progressLine();
  progress.show('running it');
  return await withWorkshop([question.step], progress.show, (workshop) =>
    answerOf(question, workshop),
  );
}

async function askedFor({ step, text }: NextQuestion): Promise<Guess> {
  if (!process.stdin.isTTY || !process.stdout.isTTY)
    throw new UsageError('this is not a terminal to ask in: --guess yes or --guess no answers');
  return await select<Guess>({
    message: `Step ${step.number}. ${text}`,
    choices: (['possible', 'prevented'] as const).map((value) => ({
      value,
      name: choiceText(value),
    })),
  });
}

function guessIn(text: string): Guess {
  if (text === 'yes') return 'possible';
  if (text === 'no') return 'prevented';
  throw new UsageError(`"${text}" is not a guess: say yes (it can happen) or no (it cannot)`);
}
