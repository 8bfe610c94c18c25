import type { CourseStep } from '@workbook/course';
import { lessonOf } from '../lesson/lesson-of.ts';
import { lessonText } from '../lesson/lesson-text.ts';
import { proseWidth } from '../text/format.ts';
import type { Asked } from './asked.ts';
import { type Change, showing, type View } from './state.ts';

/** The lesson: to its tasks, or all of it when the step is green. */
export async function lesson({ step, state, width }: Asked): Promise<Change> {
  const all = state.result?.verdict === 'green';
  return showing(await lessonView(step, width, { answers: false, all }));
}

/** The lesson with its answers, or without them again, where the learner was. */
export async function lessonWithAnswers({ step, state: { view }, width }: Asked): Promise<Change> {
  if (view.kind !== 'lesson') return {};
  return { view: await lessonView(step, width, { answers: !view.answers, all: view.all }) };
}

/** The lesson with what comes after its tasks, where the learner was. */
export async function wholeLesson({ step, state: { view }, width }: Asked): Promise<Change> {
  if (view.kind !== 'lesson') return {};
  if (view.all) return { message: 'All of the lesson is open.' };
  return { view: await lessonView(step, width, { answers: view.answers, all: true }) };
}

async function lessonView(
  step: CourseStep,
  width: number,
  { answers, all }: { readonly answers: boolean; readonly all: boolean },
): Promise<View> {
  const text = lessonText(await lessonOf(step), {
    width: proseWidth(width),
    codeWidth: width,
    answers,
    ...(!all && { opens: 'o' }),
  });
  return { kind: 'lesson', text, answers, all };
}
