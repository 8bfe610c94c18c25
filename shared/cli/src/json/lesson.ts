import type { Everywhere } from './everywhere.ts';

/** What `workbook lesson --json` prints. */
export interface LessonResult extends Everywhere {
  readonly step: string;
  /** Its path in the project. */
  readonly file: string;
  readonly markdown: string;
}
