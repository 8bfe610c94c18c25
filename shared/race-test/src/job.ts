import type { JudgedRun } from '@workbook/explorer';
import type { JudgeOptions, Report } from './judge.ts';

/** What a worker process is asked to do. */
export type Job =
  | {
      readonly kind: 'judge';
      readonly race: string;
      readonly step: string;
      readonly file: string;
      readonly options: Omit<JudgeOptions, 'onProgress'>;
    }
  | {
      readonly kind: 'replay';
      readonly race: string;
      readonly step: string;
      readonly file: string;
      readonly schedule: string;
    };

/** Why there is no verdict. */
export type FailureKind =
  /** The file does not load, or is no step. */
  | 'cannot-load'
  /** The step does not even do one thing after the other. */
  | 'set-up-failed'
  /** It does not do the same thing twice, so nothing can be said. */
  | 'not-reproducible'
  /** It keeps the processor to itself. */
  | 'endless'
  /** Something around it is broken. */
  | 'broken';

export class JobFailed extends Error {
  override readonly name = 'JobFailed';
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

export interface Progress {
  readonly run: number;
  readonly waiting: number;
  readonly failing: number;
}

/** What a worker says. */
export type Message =
  | { readonly kind: 'ready' }
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'judged'; readonly report: Report }
  | { readonly kind: 'replayed'; readonly run: JudgedRun }
  | { readonly kind: 'failed'; readonly failure: FailureKind; readonly message: string };
