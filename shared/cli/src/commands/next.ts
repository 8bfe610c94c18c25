import { loadCourse } from '@workbook/course';
import { stepOrCurrent } from '../attempt/current-attempt.ts';
import { answerText, type NextQuestion, questionOf, stepAfter } from '../attempt/prediction.ts';
import { isGreen } from '../attempt/progress.ts';
import { startStep, startText } from '../attempt/start-step.ts';
import { courseStoryText } from '../attempt/story-text.ts';
import type { Told } from '../json/everywhere.ts';
import type { Guess, NextResult } from '../json/next.ts';
import { printJson } from '../json/print-json.ts';
import type { StartedStep } from '../json/start.ts';
import { askBefore, rememberGuess, runWithProgress } from '../predict/ask-before.ts';
import { dayOf } from '../predict/leitner.ts';
import { readScore } from '../predict/score.ts';
import { print } from '../text/print.ts';
import { UsageError } from '../usage/errors.ts';
import { type ExitCode, exitCodes } from '../usage/exit-codes.ts';

/** The options of `workbook next`. */
export interface NextOptions {
  readonly json?: boolean;
  /** `yes`, it can happen, or `no`: the answer, where there is no terminal to ask in. */
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
    print(courseStoryText(course, readScore()));
    return exitCodes.green;
  }
  const coming = stepAfter(course, step);
  if (!yes && !(await isGreen(course, step)))
    throw new UsageError(
      `step ${step.number} is not green yet: npx workbook test ${step.number} judges it, next --yes goes on anyway`,
    );
  const question = await questionOf(course, coming);
  const today = dayOf(new Date());
  if (given === undefined) {
    if (!json) await askBefore(question, today);
    const started = await startStep(course, coming);
    if (json) printJson(resultOf(question, started));
    else print(startText(started));
    return exitCodes.green;
  }
  const { answer, environment } = await runWithProgress(question);
  rememberGuess(question, given, answer, today);
  const started = await startStep(course, coming);
  if (json)
    printJson<NextResult>({ ...resultOf(question, started), environment, guess: given, ...answer });
  else print(`${answerText(given, answer)}\n\n${startText(started)}`);
  return exitCodes.green;
}

/** The result as far as nothing was guessed, and nothing run. */
function resultOf({ race, text }: NextQuestion, started: StartedStep): Told<NextResult> {
  return {
    format: 1,
    step: started.step,
    question: text,
    race: race.id,
    guess: null,
    verdict: null,
    sentence: null,
    more: null,
    why: null,
    picture: null,
    started,
  };
}

function guessIn(text: string): Guess {
  if (text === 'yes') return 'possible';
  if (text === 'no') return 'prevented';
  throw new UsageError(`"${text}" is not a guess: say yes (it can happen) or no (it cannot)`);
}
