import type { CourseStep } from '@workbook/course';
import { isGreen } from '../attempt/progress.ts';
import { type Workshop, withWorkshop } from '../judging/workshop.ts';
import { counted } from '../text/format.ts';
import { print } from '../text/print.ts';
import { progressLine, withProgress } from '../text/progress-line.ts';
import { stepNamed } from '../usage/arguments.ts';
import { askingOf } from './asking.ts';
import { deck } from './deck.ts';
import { type CardName, type Day, dueCards } from './leitner.ts';
import { readPredictions, rememberPrediction } from './score.ts';
import { allForToday, answersHere, askOne } from './session.ts';

/** What a learner is asked on one day. */
export interface Review {
  /** The steps that may be asked about: their servers are needed. */
  readonly steps: readonly CourseStep[];
  /** Whether there is nothing to ask on this day. */
  readonly isEmpty: boolean;
  /** Asks, until the learner leaves or there is no more. */
  readonly ask: (workshop: Pick<Workshop, 'pool'>) => Promise<void>;
}

/** What is due on `today`, and then what is new, as far as the learner, who is at `step`, has come. */
export async function review(
  course: readonly CourseStep[],
  step: CourseStep,
  seed: number,
  today: Day,
): Promise<Review> {
  const { cards } = readPredictions();
  const due = dueCards(cards, today);
  const learner = { step, isGreen: await isGreen(course, step), cards };
  const names = () => deck(course, learner, today, seed);
  const reached = course.slice(0, course.indexOf(step) + 1);
  return {
    steps: course.filter(
      (one) => reached.includes(one) || due.some((card) => card.step === one.number),
    ),
    isEmpty: names().next().done === true,
    ask: async (workshop) => {
      print(`${due.length === 0 ? 'Nothing' : counted(due.length, 'question')} due today.\n`);
      await askAll(course, names(), today, workshop);
    },
  };
}

/** Asks on servers of its own, and says meanwhile that they start. */
export async function askOnServers(
  steps: readonly CourseStep[],
  ask: (workshop: Workshop) => Promise<void>,
): Promise<void> {
  using progress = progressLine();
  progress.show('starting the servers');
  await withWorkshop(steps, progress.show, async (workshop) => {
    // What is asked from here on stands on the same terminal.
    progress[Symbol.dispose]();
    await ask(workshop);
  });
}

/** One question after the other, until the learner leaves or there are no more. */
export async function askAll(
  course: readonly CourseStep[],
  names: Iterable<CardName>,
  today: Day,
  workshop: Pick<Workshop, 'pool'>,
): Promise<void> {
  using answers = answersHere();
  const all = names[Symbol.iterator]();
  for (let next = all.next(); !next.done; ) {
    const name = next.value;
    const step = stepNamed(course, name.step);
    const asking = await withProgress('looking for a question', () =>
      askingOf(course, step, name, workshop),
    );
    const count = (right: boolean) => {
      const score = rememberPrediction(name, right, today);
      return `Your score: ${score.right} of ${score.asked}.`;
    };
    next = all.next();
    const isLast = next.done === true;
    if (!(await askOne(asking, answers, count, isLast))) return;
    if (isLast && answers.turnsPages) return;
  }
  print(allForToday);
}
