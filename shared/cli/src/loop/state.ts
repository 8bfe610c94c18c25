import type { CourseStep } from '@workbook/course';
import type { NextQuestion } from '../attempt/prediction.ts';
import type { TestResult } from '../json/test.ts';
import type { Stage } from '../judging/judge-attempt.ts';

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
  /** Why the attempt cannot be judged; empty when it can. */
  readonly problem: string;
  /** How far the judging is; absent before it has begun. */
  readonly stage?: Stage;
}

/** What the loop says of the step itself. */
export interface StepFacts {
  /** `06`. */
  readonly number: string;
  /** The lesson's first line: `Step 06: SELECT … FOR UPDATE`. */
  readonly heading: string;
  /** The learner's folder, as it is called in the project. */
  readonly attempt: string;
  /** How many races the code that it begins with does not prevent. */
  readonly expectedRed: number;
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
  | { readonly kind: 'lesson'; readonly text: string; readonly answers: boolean }
  | { readonly kind: 'hint'; readonly text: string }
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
