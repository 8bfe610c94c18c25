/** What was found of one task of the lesson. */
export interface TaskVerdict {
  /** Its number in the lesson, counted from 1. */
  readonly number: number;
  /** The words that it begins with in the lesson. */
  readonly name: string;
  /**
   * `open`: what judges it has no verdict, because something else fails or is inconclusive. `not
   * judged`: nothing judges it, or not on this code.
   */
  readonly verdict: 'holds' | 'fails' | 'open' | 'not judged';
  /** Why it has this verdict, in one sentence; null when it holds. */
  readonly why: string | null;
  /** A part of it that nothing judges, and why; null when all of it is judged. */
  readonly notJudged: string | null;
  /** Ids of the races, and of the behaviours, that judge it. */
  readonly races: readonly string[];
  readonly behaviours: readonly string[];
}
