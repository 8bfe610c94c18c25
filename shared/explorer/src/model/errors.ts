/** Something outside the code under test went wrong. Never a verdict about a race. */
export class ExplorationError extends Error {
  override readonly name: string = 'ExplorationError';
}

/** The code under test did something else than the last time, under the same schedule. */
export class NotReproducible extends ExplorationError {
  override readonly name = 'NotReproducible';
}

/** The victim's look for a deadlock came before the deadlock: the run is to be repeated, slower. */
export class VictimLookedTooEarly extends ExplorationError {}

/**
 * Luck has decided what PostgreSQL does: a client got a lock before one that had queued for it
 * earlier, or one that had begun to wait earlier looked for a deadlock late, when another one had
 * closed it, and before that one. The run is to be repeated.
 */
export class LeftToChance extends ExplorationError {}

/** The client that was named as the victim is not part of the deadlock. */
export class NotInDeadlock extends ExplorationError {}
