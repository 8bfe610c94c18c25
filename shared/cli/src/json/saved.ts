import type { Everywhere } from './everywhere.ts';

/** What `workbook saved --json` prints: everything that was ever saved, the newest of a step last. */
export interface SavedResult extends Everywhere {
  readonly saved: readonly {
    readonly id: string;
    readonly step: string;
    /** Seen from the folder in which the command ran. */
    readonly folder: string;
  }[];
}

/** What `workbook saved --restore ID --json` prints. */
export interface RestoreResult extends Everywhere {
  readonly step: string;
  readonly attempt: string;
  /** The id of what was brought back. */
  readonly restored: string;
  /** The id of what was there until then; null when there was nothing. */
  readonly saved: string | null;
}
