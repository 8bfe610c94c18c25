/** An isolation specification: sessions, their steps, and the orders in which to run them. */
export interface Spec {
  readonly setups: readonly string[];
  readonly teardown?: string;
  readonly sessions: readonly SpecSession[];
  /** Empty when every order of the steps is meant. */
  readonly permutations: readonly Permutation[];
}

/** One connection of a specification, with its set-up and its steps. */
export interface SpecSession {
  readonly name: string;
  readonly setup?: string;
  readonly steps: readonly SpecStep[];
  readonly teardown?: string;
}

/** A named piece of SQL that a permutation puts into an order. */
export interface SpecStep {
  readonly name: string;
  readonly sql: string;
  /** The index of the session that runs it. */
  readonly session: number;
}

/** One order of the steps, to be run. */
export type Permutation = readonly PermutationStep[];

/** A step in its place within a permutation. */
export interface PermutationStep {
  readonly step: SpecStep;
  readonly markers: readonly Marker[];
}

/**
 * What holds back the report that a step is complete, though never the step itself: `(*)` for one
 * look, the name of another step while that is under way, or a number of notices of its session.
 */
export type Marker =
  | { readonly kind: 'once' }
  | { readonly kind: 'step'; readonly step: SpecStep }
  | { readonly kind: 'notices'; readonly step: SpecStep; readonly count: number };

/** The text is not a specification. */
export class InvalidSpec extends Error {
  override readonly name = 'InvalidSpec';
}
