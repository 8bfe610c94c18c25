import type { CourseStep, Protection } from '@workbook/course';
import type { NextQuestion } from '../attempt/prediction.ts';
import type { Absence } from '../desk/absence.ts';
import type { StepFacts } from '../desk/facts.ts';
import type { TestResult } from '../json/test.ts';
import type { AttemptProgress } from '../judging/attempt-progress.ts';

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
  /** How long that has lasted; 0 while it is not worth a word. */
  readonly seconds: number;
  /** Why there is no attempt, where there is none. */
  readonly absence?: Absence;
  readonly result?: TestResult;
  /** What has happened on this step, once it is green. */
  readonly story?: string;
  /** The address of the run that fails, where the pages are open. */
  readonly page?: string;
  /** Why the attempt cannot be judged; empty when it can. */
  readonly problem: string;
  /** How far the judging is, and what is known by now; absent before it has begun. */
  readonly judging?: Pick<AttemptProgress, 'stage' | 'races' | 'tasks'>;
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
  /** The protections of the finished code, to be taken out one at a time; `typed` is the beginning of a number. */
  | {
      readonly kind: 'break';
      readonly protections: readonly Protection[];
      readonly typed?: number;
    }
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
    seconds: 0,
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

/** The step that a question, or its answer, is about. */
export function askedIn(view: View): CourseStep | undefined {
  if (view.kind === 'question') return view.question.step;
  return view.kind === 'answered' ? view.next : undefined;
}
