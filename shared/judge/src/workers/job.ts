import type { JudgedRun } from '@workbook/explorer';
import type { Finding } from '../behaviours/behaviour.ts';
import type { JudgeOptions, Report } from '../judging/judge.ts';
import type { RacePosition } from '../judging/look-at-race.ts';
import type { RaceRecord } from '../judging/record.ts';
import type { RaceDetail } from '../verdict/race-detail.ts';
import type { StartUp } from '../world/start-up.ts';

interface OnFile {
  readonly step: string;
  readonly file: string;
  /**
   * Which version of the file is meant, where it changes while the workers stay: a hash of what it
   * says, for example. Another version gets an empty database, without the tables of the last one.
   */
  readonly version?: string;
}

/** What a worker process is asked to do. */
export type Job =
  | (OnFile & {
      readonly kind: 'judge';
      readonly race: string;
      readonly options: Omit<JudgeOptions, 'onProgress'>;
    })
  /** Run all orders, and look at what is stored at each position. */
  | (OnFile & {
      readonly kind: 'record';
      readonly race: string;
      readonly options: Pick<JudgeOptions, 'enoughRuns' | 'maxRuns'>;
    })
  | (OnFile & { readonly kind: 'replay'; readonly race: string; readonly schedule: string })
  /** Run the schedule, and say which clients could go on; with `looks`, what was stored on the way, too. */
  | (OnFile & {
      readonly kind: 'look';
      readonly race: string;
      readonly schedule: string;
      readonly looks?: boolean;
    })
  /** Look at one behaviour, by its id. */
  | (OnFile & { readonly kind: 'behave'; readonly behaviour: string })
  /** Load the file, and the libraries that it uses, so that the first race need not wait for them. */
  | (OnFile & { readonly kind: 'warm' });

/** What a worker process is told. */
export type Order = { readonly kind: 'job'; readonly job: Job } | { readonly kind: 'stop' };

/** Why there is no verdict. */
export type FailureKind =
  /** The file does not load, or does not export what a step does. */
  | 'cannot-load'
  /** The step does not even do one thing after the other. */
  | 'set-up-failed'
  /** It does not do the same thing twice, so that no verdict would hold. */
  | 'not-reproducible'
  /** It never returns to the event loop, or never answers. */
  | 'endless'
  /** It breaks the rules of the language. */
  | 'syntax-error'
  /** It breaks the rules of its types. */
  | 'type-error'
  /** The caller does not want the verdict any more. */
  | 'stopped'
  /** Something around it is broken. */
  | 'broken';

/** There is no verdict. The message is one sentence for people: what is wrong, and what to do. */
export class JobFailed extends Error {
  override readonly name = 'JobFailed';
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** How far a search has come. */
export interface Progress {
  /** Runs so far. */
  readonly run: number;
  /** Prefixes that are still to be run. */
  readonly waiting: number;
  /** Orders that break the race, so far. */
  readonly failing: number;
}

/** How often a worker at work shows that its event loop turns. */
export const beatMs = 500;

/** A process that only waits needs less of the processor than this between two beats, and one that works gets more. */
export const busyCpuMs = 25;

/** What a worker says. */
export type Message =
  | { readonly kind: 'ready' }
  /** Sent every `beatMs` while a job runs and the event loop turns; says whether the process was at work since the last. */
  | { readonly kind: 'beat'; readonly isBusy: boolean }
  /** It stands still until a debugger is attached at this address. */
  | { readonly kind: 'debugger'; readonly address: string }
  /** The code under test was waited for in vain, and the look at its behaviour goes on. */
  | { readonly kind: 'waited' }
  /** What of its start-up the code under test has begun with; nothing when that has ended. */
  | { readonly kind: 'starts-up'; readonly part: StartUp | undefined }
  | { readonly kind: 'progress'; readonly progress: Progress }
  /** Sent before the answer by a worker that must be replaced: Node never forgets a module that was loaded. */
  | { readonly kind: 'spent' }
  | { readonly kind: 'judged'; readonly report: Report }
  | { readonly kind: 'recorded'; readonly record: RaceRecord }
  | { readonly kind: 'replayed'; readonly run: JudgedRun<RaceDetail> }
  | { readonly kind: 'looked'; readonly position: RacePosition }
  | { readonly kind: 'behaved'; readonly finding: Finding }
  | { readonly kind: 'warmed' }
  | { readonly kind: 'failed'; readonly failure: FailureKind; readonly message: string };

/** What a worker says last when the code under test ends it; the call and its place follow. */
export const exitMark = 'the code under test ends the process:';

/** What a worker says last of an error that nothing has caught, which ends it; the error and its place follow. */
export const uncaughtMark = 'nothing catches an error:';

/** What a worker's watchdog says last; the place follows in parentheses where it was found. */
export const endlessMark = 'never returns to the event loop';
