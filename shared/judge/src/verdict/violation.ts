import type { Race } from '@workbook/course';

/** What is wrong with a run. */
export interface Violation {
  /** In one sentence. */
  readonly says: string;
  /** Whether it is no race: no two requests overlap, and so there was one right answer to each. */
  readonly isAlone: boolean;
  /** Whether all that is wrong is that a client was told to come again, and could have been served. */
  readonly isTurnedAway?: boolean;
  /** The task of the lesson whose code is not there yet, where the service has reported that. */
  readonly notWritten?: number;
  /** The client that has left a transaction open: its beginning is to blame. */
  readonly leftOpen?: string;
  /** Whether only requests after the run have noticed it: then no turn is known to have done it. */
  readonly isNoticedAfterwards?: true;
}

/**
 * What is wrong with a run of `race`, if something was `found`: in one sentence, or with what else is known of it; each
 * request alone is judged by what every step promises.
 */
export function violationOf(
  { nobodyOverlaps: isAlone = false }: Pick<Race, 'nobodyOverlaps'>,
  found: string | Pick<Violation, 'says' | 'isNoticedAfterwards'> | undefined,
  more: Partial<Violation> = {},
): Violation | undefined {
  if (found === undefined) return undefined;
  return { isAlone, ...more, ...(typeof found === 'string' ? { says: found } : found) };
}

/** The task that code names which is given in the place of a learner's: an error that says `not written yet: task 3`. */
export function unwrittenTask(error: unknown): number | undefined {
  const [, task] =
    error instanceof Error ? (/^not written yet: task (\d+)$/.exec(error.message) ?? []) : [];
  return task === undefined ? undefined : Number(task);
}
