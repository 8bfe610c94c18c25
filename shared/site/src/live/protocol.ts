import type { Recording } from '@workbook/recording';

/** What the server tells the pages of the learner's attempt, as the event `state`: all that the terminal says of it too. */
export interface LiveState {
  /** The number of the step that the learner is at: the one that is judged. */
  readonly step: string;
  /** `steps/05/attempt/accounts.ts`. */
  readonly file: string;
  readonly stage: LiveStage;
  /** The same in the terminal's words, with what is being done. */
  readonly sentence: string;
  /** Why it cannot be judged; absent where it can. */
  readonly problem?: string;
  readonly tasks: readonly LiveTask[];
  readonly races: readonly LiveRace[];
  /** What is to be known beside that, a paragraph each. */
  readonly notes: readonly string[];
}

/** How far the judging of an attempt has come, or how it has ended. */
export type LiveStage =
  | 'starting'
  | 'not begun'
  | 'vanished'
  | 'judging'
  | 'probably green'
  | 'green'
  | 'red'
  | 'inconclusive'
  | 'cannot be judged';

/** A task of the lesson. */
export interface LiveTask {
  readonly number: number;
  readonly name: string;
  readonly verdict: 'holds' | 'fails' | 'open' | 'not judged';
  /** Why it does not hold, or is not judged; absent where there is nothing to say. */
  readonly why?: string;
}

/** A race that the attempt must prevent. */
export interface LiveRace {
  readonly id: string;
  readonly name: string;
  /** Whether this step is about it. */
  readonly isOwn: boolean;
  readonly standing: LiveRaceStanding;
  /** Whether it is no race: no two requests overlap in the order that fails. */
  readonly wrongAlone?: boolean;
}

/** Not judged yet; nothing has failed so far; it cannot happen; it can. */
export type LiveRaceStanding = 'waiting' | 'tried' | 'prevented' | 'possible';

/** The event `failure`: the run that fails; null when none does. */
export type LiveFailure = Pick<LiveRun, 'recording'> | null;

/** A run that was executed now. */
export interface LiveRun {
  /** The run in the form of a recording, with one order. Its files are lines of HTML. */
  readonly recording: Recording;
  /** Whether the recording knows what is stored: a database of the learner's own may not let it be seen. */
  readonly isSeen: boolean;
  /** Whom the player can let go at its end, and what that would do. */
  readonly next: readonly LiveNext[];
  /** Who cannot be let go, and why. */
  readonly stopped: readonly { readonly client: string; readonly why: string }[];
  /** Where the last move has closed a deadlock: the move that lets the database cancel another client. */
  readonly otherVictim?: { readonly victim: string; readonly move: string };
}

/** Every order of a race on the learner's code, as it was run just now. Its files are lines of HTML. */
export interface LiveOrders {
  readonly recording: Recording;
}

/** A client that can be let go. */
export interface LiveNext {
  readonly client: string;
  readonly words: string;
  /** As moves of a schedule: `A-`. */
  readonly faults: readonly {
    readonly move: string;
    readonly fault: NonNullable<Recording['turns'][number]['fault']>;
  }[];
}

/** A hint, as far as it was asked for. */
export interface LiveHint {
  readonly question: string;
  readonly rungs: readonly {
    readonly title: string;
    readonly text: string;
    readonly isCode: boolean;
  }[];
  readonly of: number;
}

/** What was asked before a step, and what a run has answered. */
export interface LiveAnswer {
  readonly canHappen: boolean | null;
  readonly sentence: string;
  readonly why: string | null;
  /** A run that shows it, as the terminal draws it. */
  readonly picture: string | null;
}

/** A question before a step. */
export interface LiveQuestion {
  readonly step: string;
  readonly text: string;
}

/** What comes next. */
export type LiveNextStep =
  /** To be asked before the step begins. */
  | { readonly kind: 'question'; readonly question: LiveQuestion }
  /** It can begin at once. */
  | { readonly kind: 'ready'; readonly step: string }
  /** The course is over. */
  | { readonly kind: 'end'; readonly text: string };

/** The differences between the attempt and the finished code. */
export interface LiveDiff {
  /** Whether they would be seen before the attempt is green: then `files` is empty until the learner says so. */
  readonly spoils: boolean;
  readonly files: readonly { readonly path: string; readonly lines: readonly string[] }[];
}

/** Why something cannot be done, in one sentence. */
export interface LiveProblem {
  readonly problem: string;
}
