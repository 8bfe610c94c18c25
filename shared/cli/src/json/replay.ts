import type { Environment } from './environment.ts';
import type { PictureParts } from './picture.ts';

/** What `workbook replay --json` prints. */
export interface ReplayResult extends PictureParts {
  readonly format: 1;
  readonly environment: Environment;
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
