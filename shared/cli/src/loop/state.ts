import {
  allRaces,
  type CourseStep,
  loadTasks,
  type Protection,
  type Race,
  stepBefore,
} from '@workbook/course';
import { attemptOf } from '../attempt/files.ts';
import type { NextQuestion } from '../attempt/prediction.ts';
import { expectedRed, notWritten } from '../attempt/start-step.ts';
import type { TestResult } from '../json/test.ts';
import type { AttemptProgress } from '../judging/attempt-progress.ts';
import { racesToPrevent } from '../judging/judge-attempt.ts';
import { verdictsOf } from '../judging/judge-tasks.ts';
import { headingOf } from '../lesson/lesson-of.ts';

/** What the loop knows on one step, as data: `render.ts` makes a screen of it. */
export interface LoopState {
  readonly step: StepFacts;
  readonly view: View;
  /** The first line of the body that is shown. */
  readonly offset: number;
  /** A sentence above the keys; empty when there is nothing to say. */
  readonly message: string;
  /** What is being done; empty when nothing is. */
  readonly doing: string;
  readonly result?: TestResult;
  /** What has happened on this step, once it is green. */
  readonly story?: string;
  /** Why the attempt cannot be judged; empty when it can. */
  readonly problem: string;
  /** How far the judging is, and what is known by now; absent before it has begun. */
  readonly judging?: Judging;
}

/** How far the judging is. */
export type Judging = Pick<AttemptProgress, 'stage' | 'races' | 'tasks'>;

/** What the loop says of the step itself. */
export interface StepFacts {
  /** `06`. */
  readonly number: string;
  /** The number of the last step. */
  readonly last: string;
  /** The lesson's first line: `Step 06: SELECT … FOR UPDATE`. */
  readonly heading: string;
  /** The learner's folder, as it is called in the project. */
  readonly attempt: string;
  /** How many races the code that it begins with does not prevent. */
  readonly expectedRed: number;
  /** Ids of the races that this step ends. */
  readonly ownRaces: readonly string[];
  /** Names of races that the finished code does not prevent, as the step before did not either. */
  readonly open: readonly string[];
  /** The same of those that the step before does prevent. */
  readonly reopened: readonly string[];
  /** The tasks whose code it begins without, if any. */
  readonly notWritten?: readonly number[];
}

/** What is in the middle of the screen. */
export type View =
  /** The verdict, as it is at the moment. */
  | { readonly kind: 'verdict' }
  /** There is no attempt yet. */
  | { readonly kind: 'begin' }
  /** Something to read. */
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'lesson';
      readonly text: string;
      readonly answers: boolean;
      readonly all: boolean;
    }
  | { readonly kind: 'hint'; readonly text: string }
  | { readonly kind: 'keys'; readonly text: string }
  /** The tasks and the races, each with what is known of it. */
  | { readonly kind: 'standing' }
  /** The protections of the finished code, to be taken out one at a time. */
  | { readonly kind: 'break'; readonly protections: readonly Protection[] }
  /** The finished code would be seen before the attempt is green. */
  | { readonly kind: 'spoil' }
  | { readonly kind: 'question'; readonly question: NextQuestion }
  | { readonly kind: 'answered'; readonly text: string; readonly next: CourseStep };

/** What of the state an event changes. */
export type Change = Partial<LoopState>;

/** The state in which the loop comes to a step. */
export function firstState(step: StepFacts): LoopState {
  return {
    step,
    view: { kind: 'verdict' },
    offset: 0,
    message: '',
    doing: 'starting',
    problem: '',
  };
}

/** Shows another view, from its top. */
export function showing(view: View): Change {
  return { view, offset: 0 };
}

/** Shows something to read. */
export function reading(text: string): Change {
  return showing({ kind: 'text', text });
}

/** What the course says of a step. */
export function factsOf(course: readonly CourseStep[], step: CourseStep): StepFacts {
  const before = stepBefore(course, step);
  const possible = allRaces(course).filter(({ id }) => step.claims[id] === 'possible');
  const isReopened = ({ id }: Race) => before?.claims[id] === 'prevented';
  return {
    number: step.number,
    last: course.at(-1)?.number ?? step.number,
    heading: headingOf(step),
    attempt: attemptOf(step).shown,
    expectedRed: expectedRed(course, step).length,
    notWritten: notWritten(course, step),
    ownRaces: step.races.map(({ id }) => id),
    open: possible.filter((race) => !isReopened(race)).map(({ name }) => name),
    reopened: possible.filter(isReopened).map(({ name }) => name),
  };
}

/** All races and tasks of a step, before anything is known of them. */
export async function nothingKnown(
  course: readonly CourseStep[],
  step: CourseStep,
): Promise<Judging> {
  return {
    stage: 'first',
    races: racesToPrevent(course, step).map((race) => ({ race, standing: 'waiting' })),
    // Why there is no verdict is plain where nothing was judged.
    tasks: verdictsOf(await loadTasks(step), [], new Map()).map((task) => ({ ...task, why: null })),
  };
}

/** The step that a question, or its answer, is about. */
export function askedIn(view: View): CourseStep | undefined {
  if (view.kind === 'question') return view.question.step;
  return view.kind === 'answered' ? view.next : undefined;
}
