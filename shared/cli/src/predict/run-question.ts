import type { CourseStep } from '@workbook/course';
import { answerOf, type NextQuestion } from '../attempt/prediction.ts';
import type { NextAnswer } from '../json/next.ts';
import { type Workshop, withWorkshop } from '../judging/workshop.ts';

/** Where a question is asked: at a step, with the servers that run for it. */
export interface AskedAt {
  readonly step: CourseStep;
  readonly workshop: Workshop | undefined;
  /** Told what takes a while before it can be run. */
  readonly onProgress?: (sentence: string) => void;
}

/** Runs what is asked before a step: on the servers that are there, if they suffice for it. Throws `JobFailed`. */
export async function runQuestion(
  question: NextQuestion,
  { step, workshop, onProgress = () => {} }: AskedAt,
  width = 80,
): Promise<NextAnswer> {
  if (workshop && question.step === step) return await answerOf(question, workshop, width);
  return await withWorkshop([question.step], onProgress, (own) => answerOf(question, own, width));
}
