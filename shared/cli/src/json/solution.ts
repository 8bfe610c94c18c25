import type { Everywhere } from './everywhere.ts';

/** What `workbook solution --json` prints. */
export interface SolutionResult extends Everywhere {
  readonly step: string;
  /** With `--variant`, those that it changes. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** The id of the attempt that it has replaced; null when there was none, or without `--take`. */
  readonly saved: string | null;
}
