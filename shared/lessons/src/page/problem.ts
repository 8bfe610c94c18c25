/** What is wrong with a lesson, and on which of its lines, counted from 1. */
export interface Problem {
  readonly line: number;
  readonly message: string;
}

/**
 * A block asks for something that does not exist. The message is one sentence for the lesson's
 * author.
 */
export class CannotRender extends Error {
  override readonly name = 'CannotRender';
}
