import type { Race } from '@workbook/course';
import type { TaskVerdict } from '../json/task-verdict.ts';

/**
 * How far the judging of an attempt is: the first orders of each race; the tasks, and all orders of the races that are
 * open, as nothing has failed so far; and once more, without taking for granted that clients of one instance meet in its storage only.
 */
export type Stage = 'first' | 'open' | 'memory';

/**
 * What is known of a race while an attempt is judged: nothing yet; nothing has failed in its first orders; it cannot
 * happen; or it can.
 */
export type Standing = 'waiting' | 'tried' | 'prevented' | 'possible';

/** What is told while an attempt is judged. */
export interface AttemptProgress {
  readonly stage: Stage;
  /** All races, in the order in which they are asked. */
  readonly races: readonly RaceStanding[];
  /** The tasks of the lesson, as far as it is known whether they are done. */
  readonly tasks: readonly TaskVerdict[];
  /** The name of what something is heard of: a race, or a behaviour. */
  readonly heardOf: string;
  /** Of all races, up to now. */
  readonly runs: number;
  /** Whether no race is run now, and it is looked at whether the tasks are done. */
  readonly isAtTasks?: boolean;
  /** How long it is likely to take from now on; absent while that cannot be said. */
  readonly remainingMs?: number;
  /**
   * Whether it takes longer than that: the attempt is searched for what it keeps in memory, in orders that the finished
   * code does not have.
   */
  readonly isLeast?: boolean;
}

/** Whether nothing has failed in the first orders of each race, and what is left of them is being run. */
export function isLikelyGreen(progress: Pick<AttemptProgress, 'stage'> | undefined): boolean {
  return progress !== undefined && progress.stage !== 'first';
}

/** A race, and what is known of it. */
export interface RaceStanding {
  readonly race: Race;
  readonly standing: Standing;
  /** Of one that is `possible`: whether it is no race, as no two requests overlap in the order that fails. */
  readonly wrongAlone?: boolean;
}
