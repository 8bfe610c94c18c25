import type { Ground } from './ground.ts';

/** What the judge looks at beside the races: how the code under test behaves, on real parts. */
export interface Behaviour {
  /** `screens-outside`: what tasks call it. */
  readonly id: string;
  /** What holds where it is kept, in one sentence for people. */
  readonly title: string;
  /** Looks. Throws `CannotLoad` or `SetUpFailed` where the code does not even start. */
  readonly look: (ground: Ground) => Promise<Finding>;
}

/** What was found of one behaviour. */
export type Finding =
  | { readonly verdict: 'holds' }
  /** One sentence: what was expected, and what came. */
  | { readonly verdict: 'fails'; readonly why: string }
  /** It could not be judged on this code, and why. */
  | { readonly verdict: 'open'; readonly why: string };

/** It is kept. */
export const holds: Finding = { verdict: 'holds' };

/** It is not kept: `why` says what was expected, and what came. */
export const fails = (why: string): Finding => ({ verdict: 'fails', why });

/** It could not be judged on this code. */
export const open = (why: string): Finding => ({ verdict: 'open', why });
