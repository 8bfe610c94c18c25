import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Help for a learner whose attempt does not prevent a race, in three parts: each says a little more. */
export interface Hint {
  /** The learner's own question, in their words. */
  readonly question: string;
  /** Ids of the races that it helps with. */
  readonly races: readonly string[];
  /** What is behind it, without the code. */
  readonly idea: string;
  /** Where in the code to look. */
  readonly place: string;
  /** What the change looks like, without being the change. */
  readonly shape: string;
}

/** A question that a learner answers before a step, and a run after it. */
export interface Prediction {
  /** The id of the race that answers it, when it runs on the code that `on` names. */
  readonly race: string;
  /** The learner answers that it can happen, or that it cannot. */
  readonly question: string;
  /** Why it can happen or cannot, in one sentence of at most 200 characters: it is shown with a run. */
  readonly why: string;
  /** `start` for the code that the step begins with; the step's finished code when absent. */
  readonly on?: 'start';
  /**
   * Where it cannot happen: the beginning of the schedule that comes closest, by a wait, a refusal or a
   * fault. Where it can, the first order that fails is shown.
   */
  readonly closest?: string;
}

/** What `test/hints.ts` of a step holds. */
export interface StepHints {
  readonly hints: readonly Hint[];
  readonly prediction: Prediction;
}

/** The hints of the step in `folder`. They are loaded only when a learner asks for one. */
export async function loadHints({ folder }: { readonly folder: string }): Promise<StepHints> {
  return await import(pathToFileURL(join(folder, 'test/hints.ts')).href);
}
