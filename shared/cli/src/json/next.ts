import type { Verdict } from './race-verdict.ts';
import type { StartResult } from './start.ts';

/** What `workbook next --json` prints. */
export interface NextResult extends NextAnswer {
  readonly format: 1;
  /** The step that was gone to. */
  readonly step: string;
  readonly question: string;
  readonly race: string;
  readonly guess: Guess;
  readonly started: StartResult;
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
}
