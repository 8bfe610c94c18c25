import type { Learnt } from './exploration.ts';

/** Something outside the code under test went wrong. Never a verdict about a race. */
export class ExplorationError extends Error {
  override readonly name: string = 'ExplorationError';
}

/** What the explorer itself needs cannot be reached: `what` says what that is, by its option. */
export function unreachable(what: string, cause: unknown): ExplorationError {
  const { message = '', code = '' } = cause as {
    readonly message?: string;
    readonly code?: string;
  };
  return new ExplorationError(`${what} cannot be reached: ${message || code || String(cause)}`, {
    cause,
  });
}

/** Under the same schedule, the code under test did something else than the last time. */
export class NotReproducible extends ExplorationError {
  override readonly name = 'NotReproducible';
}

/**
 * How a run ends is not known: a client waits for something that is not under control and did not come in
 * time, or a request after the run goes on for too many turns. No race, and no proof that there is none.
 */
export class Undecided extends ExplorationError {
  override readonly name = 'Undecided';
}

/** The victim looked for a deadlock before it had formed. Repeat the run with a longer timeout. */
export class VictimLookedTooEarly extends ExplorationError {}

/**
 * PostgreSQL's choice was luck: a lock went to a client that had queued later, or another client than
 * the one that closed the deadlock detected it. Repeat the run.
 */
export class LeftToChance extends ExplorationError {}

/**
 * The code under test has changed tables, or has been seen to change or show what it was not known to: what was taken to
 * be independent may not be. Search again, with what was learnt.
 */
export class SchemaChanged extends ExplorationError {
  override readonly name = 'SchemaChanged';
  readonly learnt: Learnt;

  constructor(message: string, learnt: Learnt) {
    super(message);
    this.learnt = learnt;
  }
}

/** Time passes in the runs of a search: what comes of a request may depend on when it is sent. Search again, in all orders. */
export class TimePasses extends ExplorationError {
  override readonly name = 'TimePasses';
}

/** The client that was named as the victim is not part of the deadlock. */
export class NotInDeadlock extends ExplorationError {}

/** A run that only repeated itself comes to an end after all. Search again, with more time for each run. */
export class SeemedEndless extends ExplorationError {
  override readonly name = 'SeemedEndless';
}
