import type { TestResult } from '../json/test.ts';
import type { AttemptProgress } from '../judging/attempt-progress.ts';
import type { RaceResult } from '../judging/judge-races.ts';
import type { Absence } from './absence.ts';

/** What is known of the attempt at a step, as data: every face shows this, each in its own way. */
export interface AttemptState {
  /** Whether there is an attempt. */
  readonly isBegun: boolean;
  /** Why there is none, where that is known. */
  readonly absence?: Absence;
  /** What is being done; empty when nothing is. */
  readonly doing: string;
  readonly result?: TestResult;
  /** The race that fails, with its run. */
  readonly failing?: RaceResult;
  /** Why the attempt cannot be judged; empty when it can. */
  readonly problem: string;
  /** How far the judging is, and what is known by now; absent while the command starts. */
  readonly judging?: AttemptProgress;
}

/** What has happened to an attempt. */
export type AttemptEvent =
  /** There is no attempt. */
  | 'absent'
  /** A version is being judged now; whatever was said before is of an older one. */
  | 'save'
  | 'progress'
  | 'result'
  /** What was saved is the same program: the verdict stays. */
  | 'same'
  | 'problem'
  /** Something else is being done. */
  | 'doing';

/** An attempt of which nothing is known yet. */
export const unknown: AttemptState = { isBegun: false, doing: 'starting', problem: '' };
