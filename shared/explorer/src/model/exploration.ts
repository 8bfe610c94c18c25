import type { RowKey } from './footprint.ts';
import type { OperationKind, SqlSummary } from './operation.ts';
import type { Turn } from './run-record.ts';
import type { JudgedRun } from './scenario.ts';
import type { Fault, Move } from './schedule.ts';

/** What the search found, with counts that add up. */
export interface Exploration<Detail = undefined> {
  readonly verdict: 'prevented' | 'possible' | 'inconclusive';
  /** Whether every order was run or stood for. If not, the counts are what was seen so far. */
  readonly complete: boolean;
  /** Why the verdict is inconclusive. */
  readonly reason?: string;
  /** When the search was stopped before its end: all orders that change the client this often were tried. */
  readonly triedChanges?: number;
  /** What is left to do where `maxRuns` has stopped the search, and nothing has failed. */
  readonly unfinished?: Unfinished;
  /** Executions, those included that turned out to repeat a known order. */
  readonly run: number;
  /**
   * Runs that differ in the order of turns that touch each other. One execution may be several of them, where its
   * scenario judges it with its requests sent at other times.
   */
  readonly distinct: number;
  /** Orders that the distinct runs stand for. */
  readonly possible: number;
  /** Orders that cannot happen because a client has to wait. */
  readonly impossible: number;
  /** Orders that break something, and the distinct runs among them. */
  readonly failing: number;
  readonly failingDistinct: number;
  /** The failing run that is easiest to read: the fewest changes of client. */
  readonly first?: JudgedRun<Detail>;
  /** All outcomes, sorted. */
  readonly outcomes: readonly string[];
  /** What was not tried, although it may matter: a sentence for each statement, sorted. */
  readonly caveats: readonly string[];
  /** Every distinct run's violation, each once, sorted. */
  readonly violations: readonly string[];
  /** The distinct runs themselves, in the order of the search; present with the option `keepsRuns`. */
  readonly runs?: readonly JudgedRun<Detail>[];
  /**
   * What was learnt of the database on the way, present with the option `keepsRuns`: with it as their option `knows`,
   * further runs tell what they touch as these runs do.
   */
  readonly learnt?: Learnt;
}

/**
 * What a search that was stopped has left to do, and what it has counted: the option `goOnFrom` of another search of
 * the same takes it. It can be sent to another process.
 */
export interface Unfinished {
  /** Runs so far. */
  readonly run: number;
}

/** What was learnt of a database from the statements that were sent to it. */
export interface Learnt {
  /**
   * The columns whose values change, as `table.column`, `*` for any but a primary key; and the tables whose
   * order of rows some statement shows, as `table in its order`.
   */
  readonly moved: readonly string[];
  /** Whether tables are locked as such. */
  readonly locksTables: boolean;
  /** Whether what was read of its tables does not hold any more. */
  readonly isForgotten: boolean;
  /** Whether sessions that ask for rows in turn have met in a deadlock, or one has failed: then it matters when they ask. */
  readonly breaksTurns: boolean;
  /** The keys of the rows that statements have asked for in turn, by client and statement, where only answers show them. */
  readonly asked: Readonly<Record<string, readonly RowKey[]>>;
}

/** Where a run stands after a schedule, which need not lead to its end. */
export interface Position<Detail = undefined> {
  /** What has happened so far. */
  readonly turns: readonly Turn[];
  /** The clients that can be let go now, with what each would do; empty at the end of the run. */
  readonly next: readonly NextOperation[];
  /** The whole run with its judgement, once no client can go on. */
  readonly end?: JudgedRun<Detail>;
}

/**
 * Chooses the next move of a run by where it stands, or none to stop there. It may be asked about the same position more
 * than once, as a run is repeated where something was left to chance: it must not remember what it was asked before.
 */
export type Guide = (position: Pick<Position, 'turns' | 'next'>) => Move | undefined;

/** An operation that waits to be let go. */
export interface NextOperation {
  readonly client: string;
  readonly kind: OperationKind;
  readonly text: string;
  /** What the statement says, when the operation is one. */
  readonly sql?: SqlSummary;
  /** The faults that may strike here. */
  readonly faults: readonly Fault[];
}
