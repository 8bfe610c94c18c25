/** Something outside the code under test went wrong. Never a verdict about a race. */
export class ExplorationError extends Error {
  override readonly name: string = 'ExplorationError';
}
