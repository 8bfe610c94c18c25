import type { Everywhere } from './everywhere.ts';

/** What a command prints with `--json` when it has no result. */
export interface ProblemResult extends Everywhere {
  readonly error: {
    /** `usage`, `no-server`, `cannot-load`, `set-up-failed`, `not-reproducible`, `endless`, `type-error`, `syntax-error`, `broken` or `defect`. */
    readonly kind: string;
    readonly message: string;
  };
}
