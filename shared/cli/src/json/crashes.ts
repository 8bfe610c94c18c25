import type { CrashMatrix } from '@workbook/judge';

/** What `workbook crashes --json` prints. */
export interface CrashesResult {
  readonly format: 1;
  /** One for each protocol. */
  readonly matrices: readonly CrashMatrix[];
}
