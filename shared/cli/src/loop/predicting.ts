import { verdictOnGuess } from '../attempt/prediction.ts';
import type { Guess } from '../json/next.ts';
import { rememberGuess } from '../predict/ask-before.ts';
import { dayOf } from '../predict/leitner.ts';
import { askOnServers, review } from '../predict/review.ts';
import { runQuestion } from '../predict/run-question.ts';
import { proseWidth, wrapped } from '../text/format.ts';
import type { Asked } from './asked.ts';
import { type Change, reading, showing } from './state.ts';

/** Runs what was asked before a step, says whether the guess was right, and shows a run. */
export async function answerQuestion(guess: Guess, asked: Asked): Promise<Change> {
  const { view } = asked.state;
  if (view.kind !== 'question') return {};
  const { question } = view;
  const { step, workshop, width, show } = asked;
  const read = reading(wrapped(question.text, proseWidth(width)).join('\n'));
  show({ ...read, doing: 'running it' });
  const answer = await runQuestion(
    question,
    { step, workshop, onProgress: (doing) => show({ doing }) },
    width,
  ).finally(() => show({ doing: '' }));
  rememberGuess(question, guess, answer, dayOf(new Date()));
  const { number } = question.step;
  const text = [
    ...verdictOnGuess(guess, answer, proseWidth(asked.width)).split('\n'),
    '',
    `Enter begins step ${number}.`,
    '',
    answer.picture ?? wrapped(answer.more, proseWidth(asked.width)).join('\n'),
  ].join('\n');
  // A key that was pressed too early is forgotten.
  return { ...showing({ kind: 'answered', text, next: question.step }), message: '' };
}

/** Asks what is due, and then what is new, on the plain terminal, until the learner leaves. */
export async function predict({ course, step, workshop, visit, lend }: Asked): Promise<Change> {
  const today = dayOf(new Date());
  const { steps, isEmpty, ask } = await review(course, step, Date.now() % 1_000_000, today);
  // What is printed is gone as soon as this screen comes back.
  if (isEmpty) return { message: 'Nothing is due today: the next step has more.' };
  const needed = steps.flatMap(({ needs }) => needs);
  const isEnough = needed.every((one) => step.needs.includes(one));
  await visit(() => lend(() => (workshop && isEnough ? ask(workshop) : askOnServers(steps, ask))));
  return {};
}
