import type { Everywhere } from './everywhere.ts';

/** What `workbook predict --json` prints. */
export interface PredictResult extends Everywhere {
  readonly step: string;
  readonly race: string;
  /** Given again, it draws the same question. */
  readonly seed: number;
  /** The id of the protection that was taken out of the code; null for the finished code. */
  readonly without: string | null;
  /** The timeline as far as it is shown. */
  readonly beginning: string;
  /** Who goes after that. */
  readonly rest: string;
  readonly schedule: string;
  readonly ending: Ending;
  /** What the end breaks, in one sentence; null when it holds. */
  readonly violation: string | null;
  readonly picture: string;
  /** What was said by `--answer`; null without it. */
  readonly guess: Ending | null;
  readonly score: Score;
}

/** How a run ends. */
export type Ending = 'holds' | 'breaks';

/** How many predictions were made, and how many were right. */
export interface Score {
  readonly asked: number;
  readonly right: number;
}
