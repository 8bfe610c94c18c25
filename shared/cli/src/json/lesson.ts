/** What `workbook lesson --json` prints. */
export interface LessonResult {
  readonly format: 1;
  readonly step: string;
  /** Its path in the project. */
  readonly file: string;
  readonly markdown: string;
}
