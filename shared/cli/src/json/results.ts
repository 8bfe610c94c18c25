import type { ServiceInfo } from '@workbook/services';

/** What the results were measured with. */
export interface Environment {
  /** Node's version, such as `24.21.0`. */
  readonly node: string;
  readonly postgresql?: Server;
  readonly redis?: Server;
}

/** A server that took part: its own version, and how it came to be there. */
export type Server = Pick<ServiceInfo, 'version' | 'source'>;

export type Verdict = 'prevented' | 'possible' | 'inconclusive';

/** One race on one step, as measured just now. */
export interface Cell {
  /** `05`. */
  readonly step: string;
  readonly verdict: Verdict;
  /** Whether every order was run or stood for. If not, the counts are of what was run. */
  readonly complete: boolean;
  /** Whether this is the first step of the course, among those measured, that prevents the race. */
  readonly ends: boolean;
  /** Executions, those that turned out to repeat a known order included. */
  readonly runs: number;
  /** Runs that differ in the order of operations that touch each other. */
  readonly distinctRuns: number;
  /** Orders that can happen: what the distinct runs stand for. */
  readonly orders: number;
  /** Orders that cannot happen, because a client would have to go on while it waits. */
  readonly impossibleOrders: number;
  /** Orders, of those that can happen, which break something. */
  readonly failingOrders: number;
  readonly failingDistinctRuns: number;
  /** The failing schedule that is easiest to read, the fewest changes of client first; null when none fails. */
  readonly shortestFailingSchedule: string | null;
  /** What that schedule breaks, in one sentence. */
  readonly violation: string | null;
  /** Why the verdict is inconclusive. */
  readonly reason: string | null;
  /**
   * How often the client may change in the orders that were all run for the sake of memory that
   * clients share within an instance; null when the verdict needs no such limit.
   */
  readonly memoryChanges: number | null;
  readonly durationMs: number;
}

/** A step, and where its lesson is. */
export interface MappedStep {
  /** `05`. */
  readonly number: string;
  /** The lesson's own title; null when there is no lesson yet. */
  readonly title: string | null;
  /** The lesson's path inside the project. */
  readonly lesson: string | null;
}

/** A race, and its verdict on each step. */
export interface MappedRace {
  readonly id: string;
  readonly name: string;
  /** The standard name of what goes wrong. */
  readonly anomaly: string;
  readonly question: string;
  readonly instances: number;
  readonly clients: readonly string[];
  /** The step that this race belongs to: the first one that is meant to end it; null when the map leaves it out. */
  readonly ofStep: string | null;
  readonly cells: readonly Cell[];
}

/** What `workbook map --json` prints. */
export interface CourseMap {
  /** Raised when a field changes its meaning or goes away. */
  readonly format: 1;
  readonly environment: Environment;
  readonly steps: readonly MappedStep[];
  readonly races: readonly MappedRace[];
  readonly durationMs: number;
}

/** One race that an attempt was judged by. The counts end with the first order that fails. */
export interface CheckedRace extends Omit<Cell, 'step' | 'ends'> {
  readonly id: string;
  readonly name: string;
}

/** What `workbook check --json` prints. */
export interface CheckResult {
  readonly format: 1;
  readonly environment: Environment;
  readonly step: string;
  /** The file that was judged, seen from the folder in which the command ran. */
  readonly file: string;
  readonly verdict: 'green' | 'red' | 'inconclusive';
  readonly races: readonly CheckedRace[];
  /** Ids of the races that the finished step does not prevent either: they were not run. */
  readonly notAsked: readonly string[];
  /** The first failing race as a timeline; null when none fails. */
  readonly picture: Picture | null;
  readonly durationMs: number;
}

/** What `workbook test --json` prints. */
export interface TestResult extends Omit<CheckResult, 'notAsked'> {
  /** The race that fails: the first in the order in which they are asked; null when none does. */
  readonly failing: string | null;
  /** Ids of the races that were not run to a verdict, because another one fails. */
  readonly notRun: readonly string[];
}

/** A history for people. */
export interface Picture {
  readonly race: string;
  readonly schedule: string;
  readonly text: string;
  /** The command that shows this history again. */
  readonly replayCommand: string;
}

/** What `workbook replay --json` prints. */
export interface ReplayResult {
  readonly format: 1;
  readonly environment: Environment;
  readonly step: string;
  readonly race: string;
  readonly file: string;
  readonly schedule: string;
  /** What the history breaks, in one sentence; null when it breaks nothing. */
  readonly violation: string | null;
  /** All answers and the final state in one line. */
  readonly outcome: string;
  readonly picture: string;
}

/** What a command prints with `--json` when it has no result. */
export interface ProblemResult {
  readonly error: {
    /** `usage`, `no-server`, `cannot-load`, `set-up-failed`, `not-reproducible`, `endless`, `type-error`, `syntax-error`, `broken` or `defect`. */
    readonly kind: string;
    readonly message: string;
  };
}
