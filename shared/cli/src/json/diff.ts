import type { Everywhere } from './everywhere.ts';

/** What `workbook diff --json` prints. */
export interface DiffResult extends Everywhere {
  /** The folders that were compared, as they are called in the project. */
  readonly left: string;
  readonly right: string;
  readonly files: readonly FileDifference[];
}

/** One file that differs. */
export interface FileDifference {
  readonly path: string;
  readonly hunks: readonly Hunk[];
}

/** A stretch in which the two differ, with a few lines around it. */
export interface Hunk {
  readonly leftStart: number;
  readonly rightStart: number;
  /** Each line with what it is in front: ` `, `-` or `+`. */
  readonly lines: readonly string[];
}
