import type { CrashMatrix } from '@workbook/judge';
import type { Everywhere } from './everywhere.ts';

/** What `workbook crashes --json` prints. */
export interface CrashesResult extends Everywhere {
  /** One for each protocol. */
  readonly matrices: readonly CrashMatrix[];
}
