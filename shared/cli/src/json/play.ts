import type { Census } from '../play/census.ts';
import type { Environment } from './results.ts';

/** What `workbook play --json` prints. */
export interface PlayResult {
  readonly format: 1;
  readonly environment: Environment;
  readonly step: string;
  readonly race: string;
  readonly file: string;
  /** The moves that were made. */
  readonly schedule: string;
  /** Whether nobody can go on. */
  readonly ended: boolean;
  /** What the end breaks, in one sentence; null when it breaks nothing, or is not there yet. */
  readonly violation: string | null;
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
  /** The command that shows the same history; null before the end. */
  readonly replayCommand: string | null;
  /** All orders, as far as they were tried. */
  readonly orders: Census;
}
