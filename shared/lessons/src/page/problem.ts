/** What is wrong with a lesson, and in which line of it, counted from 1. */
export interface Problem {
  readonly line: number;
  readonly message: string;
}

/** A block asks for what cannot be had. The message is one sentence for the lesson's author. */
export class CannotRender extends Error {
  override readonly name = 'CannotRender';
}
