import type { Everywhere } from './everywhere.ts';

/** What `workbook doctor --json` prints. */
export interface DoctorResult extends Everywhere {
  /** Whether nothing is in the way of a run. */
  readonly ok: boolean;
  readonly findings: readonly Finding[];
}

/** One thing that was looked at. */
export interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly finding: string;
  /** What to do about it; null when nothing is wrong. */
  readonly fix: string | null;
}
