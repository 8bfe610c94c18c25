import type { CourseStep } from '@workbook/course';
import { type Card, type CardName, type Day, dueCards, isSame } from './leitner.ts';

/** Where a learner is, and what was asked. */
export interface Learner {
  /** The step that the learner is at. */
  readonly step: CourseStep;
  readonly isGreen: boolean;
  readonly cards: readonly Card[];
}

/**
 * What is asked on `today`, in this order: what is due; the questions before the steps that the learner
 * has come to, where they were not asked; and runs without end, drawn by `seed` and the numbers after it,
 * of steps that lie behind: their code gives nothing away.
 */
export function* deck(
  course: readonly CourseStep[],
  { step, isGreen, cards }: Learner,
  today: Day,
  seed: number,
): Generator<CardName> {
  yield* dueCards(cards, today).filter((card) => course.some(({ number }) => number === card.step));
  const at = course.indexOf(step);
  for (const { number } of course.slice(0, at + 1))
    if (!cards.some((card) => isSame(card, { step: number }))) yield { step: number };
  const behind = course.slice(0, at + (isGreen ? 1 : 0));
  for (let draw = seed; behind.length > 0; draw += 1) {
    const drawn = behind[draw % behind.length];
    if (drawn) yield { step: drawn.number, seed: draw };
  }
}

/** Runs of one step, without end. */
export function* runsOf({ number }: CourseStep, seed: number): Generator<CardName> {
  for (let draw = seed; ; draw += 1) yield { step: number, seed: draw };
}
