/** One run as a timeline, for people, and in parts. */
export interface Picture extends PictureParts {
  readonly race: string;
  readonly schedule: string;
  readonly text: string;
  /** The command that shows this run again. */
  readonly replayCommand: string;
}

/** What a timeline is made of. */
export interface PictureParts {
  readonly lines: readonly PictureLine[];
  /** The line of the code that asked for what does the damage; null where that is not known. */
  readonly source: {
    /** `accounts.ts:61`. */
    readonly place: string;
    readonly text: string;
  } | null;
}

/** One line of a timeline. */
export interface PictureLine {
  readonly client: string;
  /** Counted from 0. */
  readonly instance: number;
  /** The turn that it belongs to, counted from 1. */
  readonly turn: number;
  /** The turn itself, the end of a wait for the database, what happens inside the process, or an answer. */
  readonly kind: 'turn' | 'released' | 'inside' | 'answer';
  readonly caption: string;
  /** `accounts.ts:61`: where in the code it was asked for; null where that is not known. */
  readonly place: string | null;
  /** Whether it does the damage. */
  readonly damage: boolean;
}
