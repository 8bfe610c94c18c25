import type { Everywhere } from './everywhere.ts';

/** What `workbook start --json` prints. */
export type StartResult = StartedStep & Everywhere;

/** A step that was begun. */
export interface StartedStep {
  readonly format: 1;
  readonly step: string;
  /** The learner's folder, seen from the folder that holds all attempts. */
  readonly attempt: string;
  /** Where its code came from; null when there was an attempt already, which was left alone. */
  readonly from: string | null;
  /** The id of what was in the folder without being an attempt; null when there was nothing. */
  readonly saved: string | null;
  /** Ids of the races that the code to begin with does not prevent, and the finished code does. */
  readonly expectedRed: readonly string[];
  /** The numbers of the tasks whose code it begins without; an attempt is red until it is written. */
  readonly notWritten: readonly number[];
}
