import type { Everywhere } from './everywhere.ts';
import type { Verdict } from './race-verdict.ts';
import type { StartedStep } from './start.ts';

/** What `workbook next --json` prints. What the run has said is null without `--guess`: then nothing is run. */
export interface NextResult extends OrNull<NextAnswer>, Everywhere {
  /** The step that was gone to. */
  readonly step: string;
  readonly question: string;
  readonly race: string;
  /** What was said by `--guess`; null without it. */
  readonly guess: Guess | null;
  readonly started: StartedStep;
}

/** What a learner can answer, before the race is run. */
export type Guess = Exclude<Verdict, 'inconclusive'>;

/** What the run has said. */
export interface NextAnswer {
  readonly verdict: Verdict;
  /** The verdict in one sentence. */
  readonly sentence: string;
  /** The command that shows more. */
  readonly more: string;
  /** Why, in one sentence; null when there is no verdict. */
  readonly why: string | null;
  /** A run as a timeline: one that fails, or the one that comes closest; null when there is no verdict. */
  readonly picture: string | null;
}

type OrNull<T> = { readonly [Name in keyof T]: T[Name] | null };
