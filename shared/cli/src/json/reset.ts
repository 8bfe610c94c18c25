import type { Everywhere } from './everywhere.ts';

/** What `workbook reset --json` prints. */
export interface ResetResult extends Everywhere {
  readonly step: string;
  /** The learner's folder, seen from the folder that holds all attempts. */
  readonly attempt: string;
  /** Where its code came from. */
  readonly from: string;
  /** What was there before; null when there was nothing. */
  readonly saved: { readonly id: string; readonly folder: string } | null;
}
