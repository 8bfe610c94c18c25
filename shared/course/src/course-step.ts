import type { Claim, Race } from './race.ts';

/** One step of the workbook. */
export interface CourseStep {
  /** `05`. */
  readonly number: string;
  readonly folder: string;
  /** Its finished code. */
  readonly file: string;
  /** The services that its finished code lives on. */
  readonly needs: readonly string[];
  /** The learner's own code, if there is any. */
  readonly attempt: string | undefined;
  /** The number of the step whose finished code it begins with; undefined for the first one. */
  readonly beginsWith: string | undefined;
  /** The races that this step ends. */
  readonly races: readonly Race[];
  /** What one client alone is answered from this step on: the requests and the rules that it brings. */
  readonly promises: readonly Race[];
  /** Whether its finished code keeps nothing in memory from one request to the next. */
  readonly stateless: boolean;
  /** Whether it keeps nothing there but who waits for locks that are watched. */
  readonly memoryIsWatched: boolean;
  /**
   * For races that the step before cannot have: the protection of this step without which each is
   * possible, or the variant of this step on which it is.
   */
  readonly brokenBy: Readonly<Record<string, string>>;
  /** What it says of each race so far, by the race's id. */
  readonly claims: Readonly<Record<string, Claim>>;
}
