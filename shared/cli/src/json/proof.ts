import type { Environment } from './environment.ts';
import type { Everywhere } from './everywhere.ts';
import type { ProblemResult } from './problem.ts';
import type { TaskVerdict } from './task-verdict.ts';

/** What `workbook proof` writes: a learner's attempts, and what was found of each. */
export interface Proof {
  /** Raised when a field changes its meaning. */
  readonly format: 1;
  /** What tells such a file from any other JSON. */
  readonly kind: 'workbook-proof';
  /** The day on which it was written, where the learner is: `2026-11-20`. */
  readonly day: string;
  readonly versions: ProofVersions;
  /** In the order of the course. */
  readonly steps: readonly ProvenStep[];
}

/** What the attempts were judged with. */
export interface ProofVersions {
  readonly workbook: string;
  readonly node: string;
  /** Null when no step needs one. */
  readonly postgresql: string | null;
  readonly redis: string | null;
}

/** One attempt, and what was found of it. */
export interface ProvenStep extends StepFinding {
  /** All files of the attempt, as text, by their path in its folder. */
  readonly files: Readonly<Record<string, string>>;
}

/** What is found of an attempt. */
export interface StepFinding {
  /** The number of the step: `06`. */
  readonly step: string;
  readonly verdict: ProofVerdict;
  /** How many races have which verdict. When one can happen, others were not run. */
  readonly races: {
    readonly prevented: number;
    readonly possible: number;
    readonly inconclusive: number;
    readonly notRun: number;
  };
  /** Orders that can happen, of the races that cannot: what green covers. */
  readonly orders: number;
  /** Executions, of all races. */
  readonly runs: number;
  readonly tasks: readonly TaskVerdict[];
  /** The first race that can happen; null when none can. */
  readonly failing: {
    readonly race: string;
    readonly schedule: string;
    /** What that order breaks, in one sentence. */
    readonly violation: string;
    /** Whether that is no race: no two requests overlap in that order. */
    readonly wrongAlone: boolean;
  } | null;
  /** Why there is no verdict; null when there is one. */
  readonly problem: ProblemResult['error'] | null;
}

/** `broken`: it cannot be judged, because it does not load, or has a type error. */
export type ProofVerdict = 'green' | 'red' | 'inconclusive' | 'broken';

/** What `workbook proof --json` prints. */
export interface ProofResult extends Omit<Proof, 'kind' | 'steps'>, Everywhere {
  /** The file that was written; `-` for the standard output. */
  readonly file: string;
  readonly steps: readonly StepFinding[];
}

/** What `workbook proof --check FILE --json` prints. */
export interface ProofCheckResult {
  readonly format: 1;
  readonly environment: Environment;
  readonly file: string;
  /** The day that the proof names. */
  readonly day: string;
  /** Whether every verdict is the one that the proof claims, and green. */
  readonly ok: boolean;
  /** What the proof says that it was judged with. */
  readonly claimedVersions: ProofVersions;
  readonly versions: ProofVersions;
  readonly steps: readonly CheckedProofStep[];
  readonly durationMs: number;
}

/** One attempt of a proof, judged again. */
export interface CheckedProofStep {
  readonly step: string;
  /** The verdict in the proof. */
  readonly claimed: ProofVerdict;
  /** Whether it is the same now. */
  readonly same: boolean;
  /** What was found now. */
  readonly found: StepFinding;
}
