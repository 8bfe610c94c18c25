/** One run as a timeline, for people. */
export interface Picture {
  readonly race: string;
  readonly schedule: string;
  readonly text: string;
  /** The command that shows this run again. */
  readonly replayCommand: string;
}
