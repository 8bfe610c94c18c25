/** Something outside the code under test went wrong. Never a verdict about a race. */
export class ExplorationError extends Error {
  override readonly name: string = 'ExplorationError';
}

/** The code under test did something else than the last time, under the same schedule. */
export class NotReproducible extends ExplorationError {
  override readonly name = 'NotReproducible';
}
