import type { Everywhere } from './everywhere.ts';
import type { PictureParts } from './picture.ts';

/** What `workbook replay --json` prints. */
export interface ReplayResult extends PictureParts, Everywhere {
  readonly step: string;
  readonly race: string;
  readonly file: string;
  readonly schedule: string;
  /** What the run breaks, in one sentence; null when it breaks nothing. */
  readonly violation: string | null;
  /** All answers and the final state in one line. */
  readonly outcome: string;
  readonly picture: string;
}
