import type { Environment } from './environment.ts';

/** What every object has that `--json` prints. */
export interface Everywhere {
  /** Raised when a field changes its meaning or goes away. */
  readonly format: 1;
  readonly environment: Environment;
  /** Milliseconds, the start of the servers included. */
  readonly durationMs: number;
}

/** A result before it is printed: what is the same everywhere may be added then. */
export type Told<Result> = Result extends Everywhere
  ? Omit<Result, keyof Everywhere> & Partial<Everywhere>
  : never;
