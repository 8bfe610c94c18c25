import type { ClientPlan, Ending, Turn } from './run-record.ts';
import type { Move } from './schedule.ts';

/** What is explored: clients on the real thing, and how to tell a good end from a bad one. */
export interface Scenario {
  /**
   * Brings everything to the same beginning and says what the clients do. When `fresh`, nothing
   * that lives in the process may survive from an earlier run; else instances may be used again.
   */
  prepare(options: PrepareOptions): Promise<PreparedRun>;
}

export interface PrepareOptions {
  readonly fresh: boolean;
  /** Runs set-up work of an instance: connections made there belong to it. Nothing is parked. */
  as<T>(instance: number, work: () => T): T;
  /**
   * Resolves when what was set up is at rest: code may go on after its answer, and what it still does
   * in the set-up's name would not be controlled.
   */
  rest(): Promise<void>;
}

export interface PreparedRun {
  readonly clients: readonly ClientPlan[];
  /** Looks at what the run has left behind. Called once all clients are at rest. */
  judge(run: RunRecord, afterwards: Afterwards): Promise<Judgement>;
}

/** What can still be done when a run is over. */
export interface Afterwards {
  readonly followUp: FollowUp;
  /** Lets time go by for Redis: keys expire. */
  passTime(ms: number): Promise<void>;
}

/** Runs one more client to its end, alone. It cannot hang: what it waits for does not come any more. */
export type FollowUp = (client: ClientPlan) => Promise<Ending>;

export interface Judgement {
  /** The end of the run in a canonical form: two runs with the same outcome ended alike. */
  readonly outcome: string;
  /** What is wrong with it, in one sentence; absent when nothing is. */
  readonly violation?: string;
  /** Whether crashed instances run again by now, so that the next run need not start all anew. */
  readonly restarted?: boolean;
  /** Anything else that a picture of this run needs. */
  readonly detail?: unknown;
}

/** One execution, as it happened. */
export interface RunRecord {
  readonly schedule: readonly Move[];
  readonly turns: readonly Turn[];
  readonly ending: Ending;
  /** What each client that came to its end returned. */
  readonly results: ReadonlyMap<string, unknown>;
  readonly crashedInstances: readonly number[];
  /** The clients whose connections are left in a transaction, by name, although nobody goes on. */
  readonly openTransactions: readonly string[];
}

export interface JudgedRun extends RunRecord, Judgement {
  /** The schedule as a string that `replay` understands. */
  readonly text: string;
}
