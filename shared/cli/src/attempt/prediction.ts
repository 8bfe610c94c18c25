import { type CourseStep, findRace, loadHints, type Race } from '@workbook/course';
import type { Guess, NextAnswer } from '../json/next.ts';
import { judgeRace } from '../judging/judge-races.ts';
import type { Workshop } from '../judging/workshop.ts';
import { counted, whole, wrapped } from '../text/format.ts';
import { verdictWords } from '../text/verdict.ts';
import { UsageError } from '../usage/errors.ts';

/** A question about a step that the learner is about to begin. */
export interface NextQuestion {
  readonly step: CourseStep;
  readonly race: Race;
  readonly text: string;
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
  return { step, race, text: prediction.question };
}

/** Runs the race on the finished code of the coming step, until it fails or all orders are tried. */
export async function answerOf(
  { step, race }: NextQuestion,
  { pool }: Workshop,
): Promise<NextAnswer> {
  const { exploration } = await judgeRace(race, { step, file: step.file }, pool);
  const { verdict, first, possible, run } = exploration;
  if (verdict === 'possible')
    return {
      verdict,
      sentence: `It can happen: ${first?.violation ?? 'an order fails'}.`,
      more: `npx workbook replay ${step.number} ${race.id} ${first?.text ?? ''}`,
    };
  const more = `npx workbook map --step ${step.number} --race ${race.id}`;
  if (verdict === 'inconclusive')
    return {
      verdict,
      sentence: `No verdict: ${exploration.reason ?? 'not all orders were tried'}.`,
      more,
    };
  return {
    verdict,
    sentence: `It cannot happen in any of ${whole(possible)} orders (${counted(run, 'run')}).`,
    more,
  };
}

/** An answer that can be chosen, in words. */
export function choiceText(guess: Guess): string {
  return guess === 'possible'
    ? 'can happen: some order of the operations does harm'
    : 'cannot happen: no order does';
}

/** `You said that it cannot happen. It can happen: …`, and where to see more. */
export function answerText(guess: Guess, { verdict, sentence, more }: NextAnswer): string {
  const right =
    verdict === 'inconclusive'
      ? ''
      : guess === verdict
        ? 'You are right. '
        : `You said that it ${verdictWords[guess]}. `;
  return `${wrapped(`${right}${sentence}`).join('\n')}\n${more}`;
}
