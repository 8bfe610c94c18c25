import { type CourseStep, loadProtections } from '@workbook/course';
import { answerOf, questionOf } from '../attempt/prediction.ts';
import type { Workshop } from '../judging/workshop.ts';
import { printedWidth, wrapped } from '../text/format.ts';
import { chanceOf } from './chance.ts';
import { drawQuestion, type Question } from './draw-question.ts';
import type { CardName } from './leitner.ts';
import { answerText, questionText } from './question-text.ts';
import { drawSituation } from './situation.ts';

/** A question that is answered by "can happen" or "cannot happen". */
export interface Asking {
  readonly text: string;
  /** Finds out whether it can happen: undefined when there is no verdict. */
  readonly reveal: () => Promise<Revealed>;
}

/** What is shown after an answer. */
export interface Revealed {
  readonly canHappen: boolean | undefined;
  /** A run as a timeline, and why it ends as it does. */
  readonly text: string;
}

/** The question that a card stands for. */
export async function askingOf(
  course: readonly CourseStep[],
  step: CourseStep,
  { seed }: CardName,
  workshop: Pick<Workshop, 'pool'>,
): Promise<Asking> {
  if (seed === undefined) return await askingBefore(course, step, workshop);
  const question = await drawnQuestion(course, step, seed, workshop);
  const canHappen = question.run.violation !== undefined;
  const width = printedWidth();
  return {
    text: questionText(step, question, width),
    reveal: async () => ({ canHappen, text: answerText(step, question, width) }),
  };
}

/** A run of `step` whose end is to be predicted: the same for the same seed. */
export async function drawnQuestion(
  course: readonly CourseStep[],
  step: CourseStep,
  seed: number,
  { pool }: Pick<Workshop, 'pool'>,
): Promise<Question> {
  const chance = chanceOf(seed);
  const protections = await loadProtections(step);
  return await drawQuestion(step, drawSituation(course, step, protections, chance), pool, chance);
}

async function askingBefore(
  course: readonly CourseStep[],
  step: CourseStep,
  workshop: Pick<Workshop, 'pool'>,
): Promise<Asking> {
  const question = await questionOf(course, step);
  const width = printedWidth();
  return {
    text: wrapped(`Step ${step.number}. ${question.text}`, width).join('\n'),
    reveal: async () => {
      const { verdict, why, sentence, picture } = await answerOf(question, workshop, width);
      const parts = [
        picture ?? wrapped(sentence, width).join('\n'),
        ...(why ? [wrapped(why, width).join('\n')] : []),
      ];
      const canHappen = verdict === 'inconclusive' ? undefined : verdict === 'possible';
      return { canHappen, text: parts.join('\n\n') };
    },
  };
}
