import type { CourseStep } from '@workbook/course';
import { attemptOf } from '../attempt/files.ts';
import {
  answerOf,
  answerText,
  choiceText,
  type NextQuestion,
  questionOf,
} from '../attempt/prediction.ts';
import type { Environment } from '../json/environment.ts';
import type { Guess, NextAnswer } from '../json/next.ts';
import { withWorkshop } from '../judging/workshop.ts';
import { nameOfKey } from '../terminal/key-name.ts';
import { canAsk, takeKeys } from '../terminal/keys.ts';
import { wrapped } from '../text/format.ts';
import { print } from '../text/print.ts';
import { progressLine } from '../text/progress-line.ts';
import type { Day } from './leitner.ts';
import { rememberPrediction, rememberSkipped, wasAsked } from './score.ts';

/** The question before `step`: undefined when it was begun, or the question asked, already. */
export async function questionBefore(
  course: readonly CourseStep[],
  step: CourseStep,
): Promise<NextQuestion | undefined> {
  if (attemptOf(step).there || wasAsked(step.number)) return undefined;
  return await questionOf(course, step);
}

/** Asks on the terminal what a step does, and shows a run. Where there is none, nothing is asked. */
export async function askBefore(question: NextQuestion | undefined, today: Day): Promise<void> {
  if (!question || !canAsk()) return;
  const guess = await guessed(question);
  if (!guess) return rememberSkipped(question.step.number);
  const { answer } = await runWithProgress(question);
  rememberGuess(question, guess, answer, today);
  print(`${answerText(guess, answer)}\n`);
}

/** Counts a guess; where the run has not told, the question counts as skipped. */
export function rememberGuess(
  { step: { number: step } }: NextQuestion,
  guess: Guess,
  { verdict }: NextAnswer,
  today: Day,
): void {
  if (verdict === 'inconclusive') rememberSkipped(step);
  else rememberPrediction({ step }, guess === verdict, today);
}

/** Runs what a question is about, and says meanwhile how far that has come. */
export async function runWithProgress(
  question: NextQuestion,
): Promise<{ readonly answer: NextAnswer; readonly environment: Environment }> {
  using progress = progressLine();
  progress.show('running it');
  return await withWorkshop([question.step], progress.show, async (workshop) => ({
    answer: await answerOf(question, workshop),
    environment: workshop.environment,
  }));
}

/** The learner's answer by a single key; undefined when the question is skipped. */
async function guessed({ step, text }: NextQuestion): Promise<Guess | undefined> {
  print(`${wrapped(`Before you begin step ${step.number}: ${text}`).join('\n')}

y  ${choiceText('possible')}
n  ${choiceText('prevented')}
s  skips the question
`);
  using keys = takeKeys();
  for (;;) {
    const key = await keys.next();
    if (key === 'y') return 'possible';
    if (key === 'n') return 'prevented';
    if (key === 's') return undefined;
    print(`${nameOfKey(key)} is no answer: y for "can happen", n for "cannot happen", s skips.`);
  }
}
