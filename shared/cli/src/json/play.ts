import type { Everywhere } from './everywhere.ts';
import type { PictureParts } from './picture.ts';
import type { Verdict } from './race-verdict.ts';

/** What `workbook play --json` prints. */
export interface PlayResult extends PictureParts, Everywhere {
  readonly step: string;
  readonly race: string;
  readonly file: string;
  /** The moves that were made. */
  readonly schedule: string;
  /** Whether no client can go on. */
  readonly ended: boolean;
  /** What the end breaks, in one sentence; null when it breaks nothing, or is not there yet. */
  readonly violation: string | null;
  /** Whether that is no race: no two requests overlap in this order. */
  readonly wrongAlone: boolean;
  /** All answers and the final state in one line; null before the end. */
  readonly outcome: string | null;
  /** Who can be let go. */
  readonly next: readonly {
    readonly client: string;
    readonly operation: string;
    /** Moves in place of the letter alone, such as `A~`. */
    readonly faults: readonly string[];
  }[];
  /** Who cannot, and why. */
  readonly stopped: readonly { readonly client: string; readonly why: string }[];
  readonly timeline: string;
  /** The command that shows the same run; null before the end. */
  readonly replayCommand: string | null;
  /** All orders, as far as they were tried. */
  readonly orders: Census;
}

/** What a search of all orders has found. */
export interface Census {
  readonly verdict: Verdict;
  /** Orders that were run or stood for: all of them, when `complete`. */
  readonly orders: number;
  readonly failing: number;
  readonly complete: boolean;
  readonly shortestFailingSchedule: string | null;
  /** That schedule as a timeline. */
  readonly picture: string | null;
}
